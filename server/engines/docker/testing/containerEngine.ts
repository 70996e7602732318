import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MakeEngine } from "../../contract/harness.ts";
import { connectEngine } from "../connection.ts";
import { createDockerEngine, type DockerEngineOptions } from "../engine.ts";
import { createImages } from "../images.ts";
import { ownFilter, serverIdentity } from "../labels.ts";

const LOADED_IMAGE = "docker.io/local/busybox:1";
const PULLED_IMAGE = "docker.io/library/busybox:1";

/** Whether this machine has a container engine to test with; `npm test` says so where it has none. */
export const hasContainers = await answers();

/** An image with a shell and the usual tools. */
export const containerImage = hasContainers ? await chooseImage() : "";

/** Where the engine under test is, as in DOCKER_HOST. */
export function enginePath(): string {
  return process.env.DOCKER_HOST ?? `unix://${connectEngine(undefined).address}`;
}

async function answers(): Promise<boolean> {
  try {
    await connectEngine(process.env.DOCKER_HOST).call("GET", "/_ping", { timeoutMs: 10_000 });
    return true;
  } catch (error) {
    // Where one is promised its absence is a failure.
    if (process.env.JOBDECK_NEEDS_CONTAINERS) throw error;
    return false;
  }
}

async function chooseImage(): Promise<string> {
  const images = await createImages(connectEngine(process.env.DOCKER_HOST), 60_000).list();
  return images.includes(LOADED_IMAGE) ? LOADED_IMAGE : PULLED_IMAGE;
}

/** Ids of the containers that are there of the server with this data folder, whether they run or not. */
export async function containersOf(dataDir: string): Promise<readonly string[]> {
  const query = { all: 1, filters: ownFilter(serverIdentity(dataDir)) };
  const list = await connectEngine(process.env.DOCKER_HOST).call<{ Id: string }[]>("GET", "/containers/json", {
    query,
  });
  return list.map(({ Id }) => Id);
}

/** Removes what a test that failed has left. */
export async function removeContainersOf(dataDir: string): Promise<void> {
  const engine = createDockerEngine({ dataDir, host: process.env.DOCKER_HOST });
  for (const { handle } of (await engine.list?.()) ?? []) await engine.remove(handle);
  await engine.close();
}

/** Listens, and only then says so. */
const ECHO_SERVER = [
  "sh",
  "-c",
  "(nc -lk -p 7007 -e cat 2>/dev/null || nc -ll -p 7007 -e cat) & until grep -q ':1B5F ' /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done; echo port 7007; wait",
];

/** A container engine over a folder of its own, which leaves no container behind. */
export function makeContainerEngine(options: Partial<DockerEngineOptions> = {}): MakeEngine {
  return async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-containers-"));
    const make = () => createDockerEngine({ dataDir, host: process.env.DOCKER_HOST, ...options });
    let engine = make();
    return {
      engine,
      image: containerImage,
      echoServer: ECHO_SERVER,
      restart: async () => {
        await engine.close();
        engine = make();
        return engine;
      },
      dispose: async () => {
        for (const { handle } of (await engine.list?.()) ?? []) await engine.remove(handle);
        await engine.close();
        await rm(dataDir, { recursive: true });
      },
    };
  };
}
