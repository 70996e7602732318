// Builds the browser app and the server into dist/.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "vite";
import { root } from "./setup.mjs";

const COMPRESSIBLE = /\.(js|css|html|svg)$/;
const WORTH_COMPRESSING_BYTES = 1024;

export async function buildAll() {
  // The server's programs first: they are quick, and a mistake there shows at once.
  await build({ configFile: join(root, "vite.server.config.ts"), logLevel: "warn" });
  await build({ configFile: join(root, "vite.config.ts"), logLevel: "warn" });
  await compress(join(root, "dist", "app"));
}

/**
 * Writes a brotli and a gzip copy beside every text file, so that the server never compresses the same bytes twice.
 * @param {string} folder
 */
async function compress(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name));
  await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      if (bytes.length < WORTH_COMPRESSING_BYTES) return;
      const brotli = promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
      await Promise.all([
        brotli.then((small) => writeFile(`${path}.br`, small)),
        promisify(gzip)(bytes, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
      ]);
    }),
  );
}

if (process.argv[1] === new URL(import.meta.url).pathname) await buildAll();
