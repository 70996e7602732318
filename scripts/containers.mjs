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
 * @param {string} host
 * @param {string} path
 * @returns {Promise<boolean>}
 */
function answers(host, path) {
  const url = new URL(host);
  const place = url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
  return new Promise((resolve) => {
    const asked = request({ ...place, path, timeout: PATIENCE_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(false));
    asked.end();
  });
}
