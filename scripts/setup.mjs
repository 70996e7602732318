// What `npm start`, `npm run dev` and `npm test` need before they can begin. Only Node's own modules may be imported
// here at the top: on a fresh checkout there are no others yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const INSTALL_STAMP = join(root, "node_modules", ".jobdeck-installed");
const BUILD_STAMP = join(root, "dist", ".jobdeck-built");
const BUILD_INPUTS = [
  "contract",
  "src",
  "server",
  "public",
  "scripts/build.mjs",
  "index.html",
  "package-lock.json",
  "vite.config.ts",
  "vite.server.config.ts",
];

/** Ends the process with one line when Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Jobdeck needs Node.js 20.19 or later; this is ${process.versions.node}. Install a newer one from nodejs.org.`);
}

/** Installs the packages of the lockfile unless they are there already. */
export async function install() {
  const wanted = createHash("sha256")
    .update(await readFile(join(root, "package-lock.json")))
    .digest("hex");
  if ((await readStamp(INSTALL_STAMP)) === wanted) return;
  console.error("Installing packages …");
  await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  await writeFile(INSTALL_STAMP, wanted);
}

/** Builds the app and the server unless the last build was made of the same sources. */
export async function build() {
  const wanted = await fingerprint();
  if ((await readStamp(BUILD_STAMP)) === wanted) return;
  console.error("Building …");
  const { buildAll } = await import("./build.mjs");
  await buildAll();
  await mkdir(join(root, "dist"), { recursive: true });
  await writeFile(BUILD_STAMP, wanted);
}

/**
 * The system's Chromium; ends the process with a line that says how to get one.
 * @param {readonly string[]} preferred programs that are as good here, and better where they are
 */
export function findChromium(preferred = []) {
  const named = process.env.JOBDECK_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    fail(`JOBDECK_CHROMIUM names ${named}, which does not exist.`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const names = [...preferred, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found) return found;
  return fail(
    "The browser tests and benchmarks need Chromium: `apt-get install chromium` (Debian, Ubuntu), `brew install --cask chromium` " +
      "(macOS), or set JOBDECK_CHROMIUM to the path of a Chromium or Chrome.",
  );
}

/**
 * Runs a program to its end, all its output on our standard error.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<void>} rejects when the program fails
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      // Standard output stays free for what the command itself has to say.
      stdio: ["ignore", process.stderr, process.stderr],
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`\`${command} ${args.join(" ")}\` failed (${signal ?? `exit code ${String(code)}`})`));
    });
  });
}

/**
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  console.error(message);
  process.exit(2);
}

/** @param {string} path */
async function readStamp(path) {
  return existsSync(path) ? await readFile(path, "utf8") : undefined;
}

/** A digest of everything the build reads, by content: a fresh checkout of the same sources needs no second build. */
async function fingerprint() {
  const hash = createHash("sha256");
  for (const input of BUILD_INPUTS) {
    for (const file of await filesBelow(join(root, input))) {
      if (/\.test\.tsx?$/.test(file)) continue;
      hash.update(relative(root, file)).update("\0");
      hash.update(await readFile(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

/**
 * @param {string} path a file or a folder
 * @returns {Promise<string[]>} sorted
 */
async function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!/\.[a-z]+$/.test(path)) {
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }
  return [path];
}
