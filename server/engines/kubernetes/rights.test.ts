import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReader, endless, member } from "../contract/harness.ts";
import type { Engine, Handle } from "../engine.ts";
import { makeKubernetesEngine } from "./testing/cluster.ts";
import { canStartApiServer, startRbacServer, type RbacServer } from "./testing/rbacServer.ts";

const TIMEOUT_MS = 240_000;

/** What deploy/kubernetes.yaml grants and every cluster needs. */
const NEEDED = [
  ...["create", "delete", "get", "list", "watch"].map((verb) => `${verb} pods jobdeck`),
  "get pods/log jobdeck",
  ...["attach", "exec", "portforward"].map((way) => `get pods/${way} jobdeck`),
  ...["list", "watch"].map((verb) => `${verb} events jobdeck`),
  ...["create", "deletecollection", "patch"].map((verb) => `${verb} secrets jobdeck`),
  "list nodes",
  "watch nodes",
  "list pods",
  "get nodes/proxy",
];

describe.runIf(canStartApiServer)("least privilege", { timeout: TIMEOUT_MS }, () => {
  let server: RbacServer;
  let fixture: Awaited<ReturnType<typeof makeKubernetesEngine>>;
  let engine: Engine;

  beforeAll(async () => {
    server = await startRbacServer();
    fixture = await makeKubernetesEngine({}, server.kubeconfigPath);
    ({ engine } = fixture);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await fixture?.dispose();
    await server?.dispose();
  }, TIMEOUT_MS);

  /** Everything that the engine can do, once. */
  async function useEverything(): Promise<Handle> {
    const spec = {
      ...{ runId: "everything-0", image: fixture.image, env: {}, tty: false, command: fixture.echoServer },
      secretEnv: { SECRET: "s3cret" },
      resources: { cpu: 0.2, memoryBytes: 64 * 1024 ** 2, shm: true, gpus: [] },
    };
    const [handle] = await Promise.all([engine.start(spec), engine.start(spec)]);
    expect(await engine.list?.()).toEqual([{ runId: spec.runId, handle }]);
    const log = createReader(engine.logs(handle, { timestamps: false, follow: true, signal: endless }));
    await log.until(/port 7007/);
    const streams = { stdin: true, stdout: true, stderr: true, signal: endless };
    await (await member(engine, "attach")(handle, { ...streams, logs: false })).close();
    const session = await member(engine, "exec")(handle, { ...streams, tty: false, command: ["sh", "-c", "exit 43"] });
    expect(await session.exitCode).toBe(43);
    const connection = await member(engine, "dial")(handle, 7007);
    connection.write("hello");
    for await (const chunk of connection) {
      expect(String(chunk)).toBe("hello");
      break;
    }
    for await (const sample of member(engine, "stats")(handle, endless)) {
      expect(sample.memoryBytes).toBeGreaterThan(0);
      break;
    }
    // A server that was away finds the run instead of starting it again.
    engine = await fixture.restart();
    expect(await engine.start(spec)).toEqual(handle);
    await engine.signal(handle, "SIGKILL");
    expect(await engine.wait(handle, endless)).toMatchObject({ exitCode: 137 });
    return handle;
  }

  test("with the rights of the manifest all works, and each of them is needed", async () => {
    const handle = await useEverything();
    await engine.remove(handle);
    const used = [...server.used()].filter((right) => !right.includes("metrics.k8s.io"));
    expect(used.sort()).toEqual([...NEEDED].sort());
    expect(fixture.errors).toEqual([]);
  });

  test("says what it may not do", async () => {
    const foreign = await makeKubernetesEngine({ namespace: "kube-system" }, server.kubeconfigPath);
    try {
      const resources = { cpu: 0.1, memoryBytes: 32 * 1024 ** 2, shm: false, gpus: [] };
      const spec = { runId: "foreign-0", image: foreign.image, env: {}, tty: false, resources };
      await expect(foreign.engine.start(spec)).rejects.toMatchObject({
        kind: "unavailable",
        message: expect.stringContaining("cannot create resource") as string,
      });
    } finally {
      await foreign.engine.close();
    }
  });
});
