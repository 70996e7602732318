// `npm test`: sets up what is missing, then type-checks, lints, and runs the unit, server, API and browser tests.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build, fail, findChromium, install, requireNode, root, run } from "./setup.mjs";

const results = {
  vitest: join(root, "test-results", "vitest.json"),
  api: join(root, "test-results", "api.json"),
  playwright: join(root, "test-results", "playwright.json"),
};

requireNode();
const chromium = findChromium();
/** @type {string[]} */
const failures = [];

await step("packages", install);
await step("types", async () => {
  await tool("tsc", ["-p", "tsconfig.app.json"]);
  await tool("tsc", ["-p", "tsconfig.node.json"]);
});
await step("lint", () => tool("eslint", ["--max-warnings", "0", "."]));
await step("format", () => tool("prettier", ["--check", "--log-level", "warn", "."]));
await step("build", build);
await rm(join(root, "test-results"), { recursive: true, force: true });
await step("unit and server tests", () =>
  tool("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results.vitest}`]),
);
await step("API conformance", () =>
  tool("vitest", [
    ...["run", "--config", "conformance/vitest.config.ts"],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${results.api}`],
  ]),
);
await step("browser tests", () =>
  tool("playwright", ["test"], { JOBDECK_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: results.playwright }),
);

const { passed, failed } = await totals();
for (const failure of failures) console.error(failure);
console.log(`${passed} passed, ${failed} failed`);
if (passed === 0) fail("No test ran.");
process.exit(failures.length === 0 ? 0 : 1);

/**
 * Goes on after a failure, so that one run tells everything that is wrong.
 * @param {string} name
 * @param {() => Promise<void>} work
 */
async function step(name, work) {
  console.error(`\n— ${name}`);
  const start = performance.now();
  try {
    await work();
  } catch (error) {
    failures.push(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  console.error(`  ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/**
 * @param {string} name a program of an installed package
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function tool(name, args, env) {
  await run(join(root, "node_modules", ".bin", name), args, { env });
}

/** How many tests passed and failed in all, as the runners themselves reported. */
async function totals() {
  const vitest = await readResult(results.vitest);
  const api = await readResult(results.api);
  const playwright = (await readResult(results.playwright))?.stats;
  return {
    passed: sum(vitest?.numPassedTests, api?.numPassedTests, playwright?.expected, playwright?.flaky),
    failed: sum(vitest?.numFailedTests, api?.numFailedTests, playwright?.unexpected),
  };
}

/** @param {(number | undefined)[]} counts */
function sum(...counts) {
  return counts.reduce((total, count = 0) => Number(total) + count, 0);
}

/**
 * @typedef {object} Report what vitest and Playwright write about a run, as far as it is read here
 * @property {number} [numPassedTests]
 * @property {number} [numFailedTests]
 * @property {{expected: number, unexpected: number, flaky: number}} [stats]
 */

/**
 * @param {string} path
 * @returns {Promise<Report | undefined>}
 */
async function readResult(path) {
  try {
    return /** @type {Report} */ (JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    // A runner that did not get to its report has already failed its step.
    failures.push(`No report at ${path}: ${String(error)}`);
    return undefined;
  }
}
