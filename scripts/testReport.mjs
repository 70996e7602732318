// How a test runner's results are written down and read again, the same for both runners: what `npm test` says last.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * @typedef {object} Report
 * @property {number} passed flaky ones included
 * @property {readonly string[]} failed a line each: where, what, why
 * @property {readonly string[]} flaky a line each: failed once and passed when tried again
 */

/**
 * @typedef {{readonly message?: string}} Failure
 * @typedef {{readonly status: string, readonly results: readonly {readonly errors: readonly Failure[]}[]}} Test
 * @typedef {{readonly file: string, readonly title: string, readonly tests: readonly Test[]}} Spec
 * @typedef {{readonly suites: readonly Suite[], readonly errors: readonly Failure[]}} PlaywrightReport what is read of it
 */

/**
 * @typedef {object} Suite
 * @property {readonly Spec[]} specs
 * @property {readonly Suite[]} [suites]
 */

/** A reporter of vitest that writes a Report to JOBDECK_TEST_REPORT. */
export default class VitestReport {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly import("vitest").SerializedError[]} unhandled
   */
  async onTestRunEnd(modules, unhandled) {
    const path = process.env.JOBDECK_TEST_REPORT;
    if (!path) throw new Error("JOBDECK_TEST_REPORT does not say where to write the report.");
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    /** @param {import("vitest/node").TestCase} test */
    const line = (test) => `${test.module.relativeModuleId} › ${test.fullName}${why(test.result().errors)}`;
    const broken = modules.flatMap((module) => {
      const errors = module.errors();
      return errors.length > 0 ? [`${module.relativeModuleId}${why(errors)}`] : [];
    });
    /** @type {Report} */
    const report = {
      passed: tests.filter((test) => test.result().state === "passed").length,
      failed: [
        ...broken,
        ...tests.filter((test) => test.result().state === "failed").map(line),
        ...unhandled.map((error) => `unhandled${why([error])}`),
      ],
      flaky: tests.filter((test) => test.diagnostic()?.flaky).map(line),
    };
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify(report));
  }
}

/**
 * @param {string} path of a Report
 * @returns {Promise<Report>}
 */
export async function readVitestReport(path) {
  return /** @type {Report} */ (JSON.parse(await readFile(path, "utf8")));
}

/**
 * Reads what Playwright's own JSON reporter has written.
 * @param {string} path
 * @returns {Promise<Report>}
 */
export async function readPlaywrightReport(path) {
  const { suites, errors } = parsePlaywright(await readFile(path, "utf8"));
  const tests = suites.flatMap(testsOf);
  /** @param {"expected" | "unexpected" | "flaky"} status */
  const those = (status) => tests.filter((test) => test.status === status);
  return {
    passed: those("expected").length + those("flaky").length,
    failed: [...those("unexpected").map(({ line }) => line), ...errors.map((error) => `browser tests${why([error])}`)],
    flaky: those("flaky").map(({ line }) => line),
  };
}

/**
 * @param {string} text
 * @returns {PlaywrightReport}
 */
function parsePlaywright(text) {
  return /** @type {PlaywrightReport} */ (JSON.parse(text));
}

/**
 * @param {Suite} suite
 * @returns {{status: string, line: string}[]}
 */
function testsOf(suite) {
  const own = suite.specs.flatMap((spec) =>
    spec.tests.map((test) => ({
      status: test.status,
      line: `${spec.file} › ${spec.title}${why(test.results.flatMap(({ errors }) => errors))}`,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}

/**
 * The first error in one line.
 * @param {readonly Failure[] | undefined} errors
 */
function why(errors) {
  const message = errors?.find((error) => error.message)?.message;
  if (message === undefined) return "";
  // oxlint-disable-next-line no-control-regex -- the colours of the terminal
  const plain = message.replace(/\u001b\[[0-9;]*m/g, "").replace(/\s+/g, " ");
  return `: ${plain.length > 300 ? `${plain.slice(0, 300)}…` : plain}`;
}
