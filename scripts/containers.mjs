// Finds the container engine of this machine, for tests that need one.
import { request } from "node:http";

const PATIENCE_MS = 10_000;

/**
 * Where a container engine answers, in the form of DOCKER_HOST; undefined where none does.
 * @returns {Promise<string | undefined>}
 */
export async function findContainers() {
  const { DOCKER_HOST, XDG_RUNTIME_DIR } = process.env;
  const runtime = XDG_RUNTIME_DIR ? [`${XDG_RUNTIME_DIR}/docker.sock`, `${XDG_RUNTIME_DIR}/podman/podman.sock`] : [];
  const sockets = ["/var/run/docker.sock", ...runtime, "/run/podman/podman.sock"].map((path) => `unix://${path}`);
  for (const host of DOCKER_HOST ? [DOCKER_HOST] : sockets) if (await answers(host, "/_ping")) return host;
  return undefined;
}

/** The one with which test engines come. */
export const LOADED_IMAGE = "docker.io/local/busybox:1";
const PULLED_IMAGE = "docker.io/library/busybox:1";

/**
 * An image with a shell and the usual tools: one that was loaded for tests, else one that is pulled.
 * @param {string} host
 */
export async function containerImage(host) {
  const isLoaded = await answers(host, `/images/${LOADED_IMAGE}/json`);
  return process.env.JOBDECK_API_IMAGE ?? (isLoaded ? LOADED_IMAGE : PULLED_IMAGE);
}

/**
 * Names of the containers that Jobdeck has made, those that have ended too.
 * @param {string} host
 * @returns {Promise<string[]>}
 */
export async function listContainers(host) {
  const filters = encodeURIComponent(JSON.stringify({ label: ["jobdeck.run"] }));
  const { status, text } = await ask(host, `/containers/json?all=1&filters=${filters}`);
  if (status !== 200) throw new Error(`The containers could not be listed (${status}): ${text}`);
  return parseList(text).flatMap(({ Names }) => Names);
}

/**
 * Removes the containers that Jobdeck has made, also those that run.
 * @param {string} host
 */
export async function removeContainers(host) {
  for (const name of await listContainers(host)) {
    const { status, text } = await ask(host, `/containers/${encodeURIComponent(name.slice(1))}?force=1`, "DELETE");
    if (status >= 300 && status !== 404) throw new Error(`${name} could not be removed (${status}): ${text}`);
  }
}

/**
 * @param {string} text
 * @returns {{Names: string[]}[]} what is read of it
 */
function parseList(text) {
  return /** @type {{Names: string[]}[]} */ (JSON.parse(text));
}

/**
 * @param {string} host
 * @param {string} path
 * @returns {Promise<boolean>}
 */
async function answers(host, path) {
  return ask(host, path).then(
    ({ status }) => status === 200,
    () => false,
  );
}

/**
 * @param {string} host
 * @param {string} path
 * @param {"GET" | "DELETE"} [method]
 * @returns {Promise<{status: number, text: string}>}
 */
function ask(host, path, method = "GET") {
  const url = new URL(host);
  const place = url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
  return new Promise((resolve, reject) => {
    const asked = request({ ...place, path, method, timeout: PATIENCE_MS }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk) => (text += String(chunk)));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(new Error("The engine does not answer.")));
    asked.on("error", reject);
    asked.end();
  });
}
