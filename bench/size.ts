import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** What a visitor downloads, gzip: the first page in all, and what each further page adds; as a share of the budget. */

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

const BUDGET_BYTES = 220 * 1024;
const FIRST_PAGE = "src/views/jobs/JobsPage.tsx";
/** Loaded apart, so that nothing waits for all of it, and asked for with the first script. */
const FIRST_PAGE_PARTS = ["src/views/jobs/table/JobGrid.tsx", "src/views/jobs/JobsToolbar.tsx"];
const folder = join(process.cwd(), "dist/app");
const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Record<string, Chunk>;

/** A chunk and everything it imports at once. */
function closure(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) closure(next, seen);
  return seen;
}

function gzipBytes(keys: Iterable<string>): number {
  let sum = 0;
  for (const key of keys) {
    const file = manifest[key]?.file;
    if (file?.endsWith(".js")) sum += gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  }
  return sum;
}

function line(name: string, bytes: number): string {
  const share = ((bytes / BUDGET_BYTES) * 100).toFixed(0);
  return `${name.padEnd(44)} ${(bytes / 1024).toFixed(1).padStart(7)} kB  ${share.padStart(3)} % of the budget`;
}

const first = new Set(["index.html", FIRST_PAGE, ...FIRST_PAGE_PARTS].flatMap((key) => [...closure(key)]));
console.log(line("the job list, opened first", gzipBytes(first)));
for (const key of Object.keys(manifest)) {
  if (!key.startsWith("src/") || first.has(key)) continue;
  const added = [...closure(key)].filter((chunk) => !first.has(chunk));
  console.log(line(`  ${key.replace("src/", "")} adds`, gzipBytes(added)));
}
