import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createProcessEngine } from "../server/engines/process/engine.ts";
import { startTestServer, TINY_PRESET, type TestServer } from "../server/testing/testServer.ts";

const GIBIBYTE = 1024 ** 3;

const dist = (path: string) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

/** A server whose link opens the app, and which takes any image and any mount. */
export interface MountingServer extends TestServer {
  readonly link: string;
}

/**
 * Boots the real platform over the real process engine, but one that lets the form offer what engines of containers can
 * do: any image, storage, disks and secrets. Nothing is mounted: what the form sends is what is looked at.
 * @param cpu how many processors, each with a GiB, it is to be taken to have: more jobs that only sleep run at once
 */
export async function startMountingServer(cpu?: number): Promise<MountingServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-e2e-engine-"));
  const makeEngine = async () => {
    const engine = await createProcessEngine({ dataDir, shimPath: dist("server/shim.js"), limitsCpu: false });
    const probe = async () => {
      const resources = await engine.probe();
      if (cpu === undefined) return resources;
      return { ...resources, cpu, memoryBytes: Math.max(resources.memoryBytes, cpu * GIBIBYTE) };
    };
    return { ...engine, probe, capabilities: { unsupported: {} } };
  };
  const gpu = { ...TINY_PRESET, name: "gpu-large", nvidia_gpu: { count: 8, model: "H100", memory: 80 * 1024 ** 3 } };
  const server = await startTestServer({ makeEngine, presets: [TINY_PRESET, gpu], appDir: dist("app") });
  return {
    ...server,
    get origin() {
      return server.origin;
    },
    get link() {
      return `${server.origin}/#token=${server.token}`;
    },
    async dispose() {
      await server.dispose();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
