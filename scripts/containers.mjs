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
  for (const host of DOCKER_HOST ? [DOCKER_HOST] : sockets) if (await answers(host)) return host;
  return undefined;
}

/**
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function answers(host) {
  const url = new URL(host);
  const place = url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
  return new Promise((resolve) => {
    const asked = request({ ...place, path: "/_ping", timeout: PATIENCE_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(false));
    asked.end();
  });
}
