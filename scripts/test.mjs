// `npm test`: sets up what is missing, then type-checks, lints, and runs the unit, server, API and browser tests.
// `npm test -- kubernetes` takes of these steps only those with that word in their name.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { containerImage, findContainers, listContainers, LOADED_IMAGE, removeContainers } from "./containers.mjs";
import { networkApart, runApartWithPort } from "./networkApart.mjs";
import { build, fail, findChromium, install, requireNode, root, run } from "./setup.mjs";
import { readPlaywrightReport, readVitestReport } from "./testReport.mjs";

const results = {
  vitest: join(root, "test-results", "vitest.json"),
  api: join(root, "test-results", "api.json"),
  playwright: join(root, "test-results", "playwright.json"),
  containers: join(root, "test-results", "containers.json"),
  apiInContainers: join(root, "test-results", "api-containers.json"),
  storyInContainers: join(root, "test-results", "story-containers.json"),
  onKubernetes: join(root, "test-results", "kubernetes.json"),
  outages: join(root, "test-results", "kubernetes-outages.json"),
  apiOnKubernetes: join(root, "test-results", "api-kubernetes.json"),
  storyOnKubernetes: join(root, "test-results", "story-kubernetes.json"),
};

requireNode();
/** The same browser without its windows, for tests: what opens none of them needs a quarter less of the processor. */
const chromium = findChromium(["chromium-headless-shell"]);
const containers = await findContainers();
if (!containers && process.env.JOBDECK_NEEDS_CONTAINERS) fail("No container engine answers at DOCKER_HOST.");
/** They start so many containers that what runs beside them would be slow: they run by themselves. */
const CONTAINER_TESTS = [
  "server/containers.test.ts",
  "server/engines/docker/engine.test.ts",
  "server/engines/docker/faults.test.ts",
];
/** Of a cluster that tests may use: never that of the one who runs them unless he says so. */
let kubeconfig = process.env.JOBDECK_TEST_KUBECONFIG;
/** Or a program that makes one: `up` starts a cluster and prints the path of its kubeconfig, `down` stops it. */
const clusterProgram = process.env.JOBDECK_KUBERNETES;
/** What needs the cluster: it is tested by itself, for it has room for few jobs at a time. */
const CLUSTER_TESTS = ["server/engines/kubernetes/", "server/kubernetes"];
/** Words of which a step must have one in its name; without any, all is tested. */
const asked = process.argv.slice(2).map((word) => word.toLowerCase());
const NEEDED_STEPS = ["packages", "build"];
/** @type {string[]} */
const failures = [];

await step("packages", install);
/** Nobody else uses the engine: what is there now was left by tests that were cut off, at the end by these. */
const ownsContainers = containers && process.env.JOBDECK_NEEDS_CONTAINERS;
if (ownsContainers) await removeContainers(containers);
const clusterStart =
  clusterProgram &&
  step("start of Kubernetes", async () => {
    kubeconfig = await startCluster(clusterProgram);
    process.env.JOBDECK_TEST_KUBECONFIG = kubeconfig;
  });
await Promise.all([
  step("types", async () => {
    await tool("tsc", ["-p", "tsconfig.app.json"]);
    await tool("tsc", ["-p", "tsconfig.node.json"]);
  }),
  step("lint", () => tool("oxlint", ["--type-aware", "--max-warnings", "0"])),
  step("format", () => tool("oxfmt", ["--check", "."])),
]);
await step("build", build);
process.env.JOBDECK_BUILT = "yes";
await rm(join(root, "test-results"), { recursive: true, force: true });
await Promise.all([
  step("unit and server tests", () =>
    testUnits(
      CONTAINER_TESTS.map((file) => `--exclude=${file}`),
      { JOBDECK_TEST_REPORT: results.vitest, JOBDECK_TEST_KUBECONFIG: "" },
    ),
  ),
  // Waits for the clock and for processes nearly half of its time.
  step("API conformance", () => testApi({ JOBDECK_TEST_REPORT: results.api })),
]);
await clusterStart;
// Half-minutes in which a part of the cluster is stopped: they cost the others nothing.
const outages =
  kubeconfig && step("outages of Kubernetes", () => testOnKubernetes(["server/clusterOutages"], results.outages));
if (containers) {
  await step("containers", () =>
    testUnits(CONTAINER_TESTS, { JOBDECK_TEST_REPORT: results.containers, DOCKER_HOST: containers }),
  );
  await testEngine("docker", {
    where: "in containers",
    connection: { DOCKER_HOST: containers },
    image: await containerImage(containers),
    reports: [results.apiInContainers, results.storyInContainers],
  });
}
if (ownsContainers) {
  await step("no container is left", async () => {
    const left = await listContainers(containers);
    if (left.length > 0) throw new Error(`${left.length} are, such as ${left[0]}`);
  });
}
await outages;
if (kubeconfig) {
  await step("jobs on Kubernetes", () => testOnKubernetes(CLUSTER_TESTS, results.onKubernetes));
  await testEngine("kubernetes", {
    where: "on Kubernetes",
    connection: { KUBECONFIG: kubeconfig },
    image: process.env.JOBDECK_API_IMAGE ?? LOADED_IMAGE,
    reports: [results.apiOnKubernetes, results.storyOnKubernetes],
  });
}

// Idle, it would still take a tenth of the processor from the browser.
if (clusterProgram && kubeconfig) await step("end of Kubernetes", () => run(clusterProgram, ["down"]));
await step("browser tests", () =>
  tool("playwright", ["test"], { JOBDECK_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: results.playwright }),
);

const reports = await Promise.all(
  [
    readVitestReport(results.vitest),
    readVitestReport(results.api),
    readPlaywrightReport(results.playwright),
    ...(containers
      ? [
          readVitestReport(results.containers),
          readVitestReport(results.apiInContainers),
          readPlaywrightReport(results.storyInContainers),
        ]
      : []),
    ...(kubeconfig
      ? [
          readVitestReport(results.onKubernetes),
          readVitestReport(results.outages),
          readVitestReport(results.apiOnKubernetes),
          readPlaywrightReport(results.storyOnKubernetes),
        ]
      : []),
  ].map(orNothing),
);
const passed = reports.reduce((sum, report) => sum + report.passed, 0);
const failed = reports.flatMap((report) => report.failed);
for (const flake of reports.flatMap((report) => report.flaky)) console.error(`FLAKY ${flake}`);
for (const failure of [...failed, ...failures]) console.error(`FAILED ${failure}`);
if (!containers) {
  console.log("Not tested: jobs in containers. No Docker or Podman answers here; start one, or set DOCKER_HOST.");
}
if (!kubeconfig) {
  console.log("Not tested: jobs on Kubernetes. Name a kubeconfig of a cluster for tests in JOBDECK_TEST_KUBECONFIG.");
}
console.log(`${passed} passed, ${failed.length} failed`);
if (passed === 0) fail("No test ran.");
process.exit(failures.length === 0 ? 0 : 1);

/**
 * Goes on after a failure, so that one run tells everything that is wrong.
 * @param {string} name
 * @param {() => Promise<void>} work
 */
async function step(name, work) {
  if (!isAsked(name) && !NEEDED_STEPS.includes(name)) return;
  console.error(`\n— ${name}`);
  const start = performance.now();
  try {
    await work();
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  console.error(`  ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** @param {string} name of a step */
function isAsked(name) {
  return asked.length === 0 || asked.some((word) => name.toLowerCase().includes(word));
}

/**
 * @param {string} name a program of an installed package
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function tool(name, args, env) {
  await run(programOf(name), args, { env });
}

/** @param {string} name a program of an installed package */
function programOf(name) {
  return join(root, "node_modules", ".bin", name);
}

/**
 * @param {readonly string[]} args which of the tests
 * @param {NodeJS.ProcessEnv} env
 */
async function testUnits(args, env) {
  await tool("vitest", ["run", "--reporter=default", "--reporter=./scripts/testReport.mjs", ...args], env);
}

/**
 * @param {NodeJS.ProcessEnv} env
 */
async function testApi(env) {
  const reporters = ["--reporter=default", "--reporter=./scripts/testReport.mjs"];
  await tool("vitest", ["run", "--config=conformance/vitest.config.ts", ...reporters], env);
}

/**
 * @param {readonly string[]} paths of test files, or how they begin
 * @param {string} report
 */
async function testOnKubernetes(paths, report) {
  const reporters = ["--reporter=default", "--reporter=./scripts/testReport.mjs"];
  // Most of the time goes to waiting for pods.
  await tool("vitest", ["run", ...paths, "--maxWorkers=4", ...reporters], {
    JOBDECK_TEST_REPORT: report,
    JOBDECK_TEST_OUTAGES: "yes",
  });
}

/**
 * The API's conformance and the main story with jobs of another engine than the default one.
 * @param {string} engine
 * @param {{
 *   where: string,
 *   connection: NodeJS.ProcessEnv,
 *   image: string,
 *   reports: [api: string, story: string],
 * }} options `connection`: what tells the engine where it is
 */
async function testEngine(engine, { where, connection, image, reports: [api, story] }) {
  await step(`API conformance ${where}`, () =>
    testApi({
      ...connection,
      JOBDECK_API_ENGINE: engine,
      JOBDECK_API_IMAGE: image,
      JOBDECK_API_SCOPE: "engine",
      JOBDECK_TEST_REPORT: api,
    }),
  );
  await step(`browser story ${where}`, async () => {
    const args = ["test", "e2e/story.spec.ts", "--grep", "from start to kill|a crash"];
    const env = {
      ...connection,
      JOBDECK_E2E_ENGINE: engine,
      JOBDECK_E2E_IMAGE: image,
      JOBDECK_CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_FILE: story,
    };
    const program = programOf("playwright");
    // What is reached through a socket file is reached from everywhere, and a port of this machine through another door.
    if (connection.DOCKER_HOST?.startsWith("unix:")) return run(...networkApart(program, args), { env });
    const port = connection.KUBECONFIG && (await localPortOf(connection.KUBECONFIG));
    if (!port) return run(program, args, { env });
    return runApartWithPort(port, program, args, (command, words) => run(command, words, { env }));
  });
}

/**
 * @param {string} program
 * @returns {Promise<string>} the path of its kubeconfig
 */
async function startCluster(program) {
  const child = spawn(program, ["up"], { stdio: ["ignore", "pipe", "inherit"] });
  const [said, ended] = await Promise.all([text(child.stdout), once(child, "close")]);
  const [code] = /** @type {[number | null]} */ (ended);
  const path = said.trim().split("\n").at(-1);
  if (code !== 0 || !path) throw new Error(`\`${program} up\` failed (exit code ${String(code)}): there is no cluster`);
  return path;
}

/**
 * The port of this machine at which a cluster's API server is; undefined when it is elsewhere.
 * @param {string} path of a kubeconfig
 */
async function localPortOf(path) {
  const [, port] = /server: *"?https?:\/\/127\.0\.0\.1:(\d+)/.exec(await readFile(path, "utf8")) ?? [];
  return port === undefined ? undefined : Number(port);
}

/**
 * A runner that did not get to its report has already failed its step.
 * @param {Promise<import("./testReport.mjs").Report>} report
 * @returns {Promise<import("./testReport.mjs").Report>}
 */
async function orNothing(report) {
  try {
    return await report;
  } catch (error) {
    if (asked.length === 0) failures.push(`There is no report: ${String(error)}`);
    return { passed: 0, failed: [], flaky: [] };
  }
}
