import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createReader, endless } from "../contract/harness.ts";
import { EngineError, type Engine, type Handle, type HealthState, type RunSpec } from "../engine.ts";
import { connectEngine } from "./connection.ts";
import { createDockerEngine } from "./engine.ts";
import { readHandle } from "./inspection.ts";
import { containerImage, enginePath, hasContainers } from "./testing/containerEngine.ts";
import { openEngineDoor, type EngineDoor } from "./testing/engineDoor.ts";

const TIMEOUT = { timeout: 120_000 };

/** What goes wrong with engines, and that nothing is lost by it. */
describe.runIf(hasContainers)("a container engine in trouble", TIMEOUT, () => {
  let dataDir = "";
  let door: EngineDoor;
  let engine: Engine;
  const handles: Handle[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "jobdeck-faults-"));
    door = await openEngineDoor(enginePath());
    engine = createDockerEngine({ dataDir, host: door.host });
  });
  afterEach(async () => {
    await Promise.all(handles.splice(0).map((handle) => engine.remove(handle)));
  });
  afterAll(async () => {
    await engine.close();
    await door.close();
    await rm(dataDir, { recursive: true });
  });

  const specOf = (script: string, more: Partial<RunSpec> = {}): RunSpec => ({
    ...{ runId: crypto.randomUUID(), image: containerImage, command: ["sh", "-c", script], env: {}, tty: false },
    resources: { cpu: 0.5, memoryBytes: 64 * 1024 * 1024, shm: false, gpus: [] },
    ...more,
  });

  async function run(script: string, more?: Partial<RunSpec>): Promise<Handle> {
    const handle = await engine.start(specOf(script, more));
    handles.push(handle);
    return handle;
  }

  function untilHealth(state: HealthState["state"]): Promise<HealthState> {
    const now = engine.health?.current();
    if (now?.state === state) return Promise.resolve(now);
    return new Promise((resolve) => {
      const stop = engine.health?.onChange((next) => {
        if (next.state !== state) return;
        stop?.();
        resolve(next);
      });
    });
  }

  test("one that goes away is missed, nothing is declared dead, and all heals by itself", async () => {
    const goesOn = await run("echo here; exec sleep 1000");
    const ends = await run("sleep 3; exit 9");
    const ended = engine.wait(ends, endless);
    await untilHealth("ok");
    await door.shut();
    const away = await untilHealth("away");
    expect(away).toMatchObject({ state: "away", message: expect.stringContaining("container engine") as string });
    await expect(engine.inspect(goesOn)).rejects.toMatchObject({ name: "EngineError", kind: "unavailable" });
    await expect(engine.start(specOf("true"))).rejects.toMatchObject({ kind: "unavailable" });
    await door.open();
    await untilHealth("ok");
    expect(await ended).toMatchObject({ exitCode: 9 });
    expect(await engine.inspect(goesOn)).toMatchObject({ state: "running" });
    const log = createReader(engine.logs(goesOn, { timestamps: false, follow: false, signal: endless }));
    await log.done;
    expect(log.text()).toBe("here\n");
  });

  test("an exec whose connection is lost has no exit code", async () => {
    const handle = await run("sleep 1000");
    const session = await engine.exec?.(handle, {
      ...{ command: ["sh", "-c", "echo ready; sleep 1000"], tty: false, stdin: true, stdout: true, stderr: true },
      signal: endless,
    });
    if (!session) throw new Error("There is no exec.");
    await createReader(session.output).until(/ready/);
    await door.shut();
    await expect(session.exitCode).rejects.toMatchObject({ name: "EngineError", kind: "unavailable" });
    await door.open();
    await untilHealth("ok");
  });

  test("a container that somebody removes is lost, and who waits is told", async () => {
    const handle = await run("sleep 1000");
    const waiting = engine.wait(handle, endless);
    const connection = connectEngine(enginePath());
    const container = readHandle(handle)?.container ?? "";
    await Promise.all([
      expect(waiting).rejects.toMatchObject({ name: "EngineError", kind: "not_found" }),
      connection.call("DELETE", `/containers/${container}`, { query: { force: true } }),
    ]);
    expect(await engine.inspect(handle)).toEqual({ state: "lost" });
  });

  test("an image that cannot be had is refused with the registry's words", async () => {
    const told: string[] = [];
    const start = (image: string) =>
      engine.start(specOf("true", { image }), { onProgress: ({ reason }) => void told.push(reason) });
    await expect(start("127.0.0.1:1/no/image:1")).rejects.toMatchObject({
      ...{ name: "EngineError", reason: "ErrImagePull" },
      message: expect.stringMatching(/no\/image:1 could not be pulled: .*refused/) as string,
    });
    expect(told).toContain("Pulling");
  });

  test("containers of others are never touched", async () => {
    const connection = connectEngine(enginePath());
    const body = { Image: containerImage, Cmd: ["sleep", "1000"], Labels: { "jobdeck.server": "another" } };
    const { Id } = await connection.call<{ Id: string }>("POST", "/containers/create", { body });
    try {
      const listed = (await engine.list?.()) ?? [];
      expect(listed.map(({ handle }) => readHandle(handle)?.container)).not.toContain(Id);
    } finally {
      await connection.call("DELETE", `/containers/${Id}`, { query: { force: true } });
    }
  });

  test("a saved image has neither the marks nor the secrets of its run, and is listed", async () => {
    const handle = await run("echo kept > /kept; echo ready; exec sleep 1000", { secretEnv: { TOKEN: "s3cret" } });
    await createReader(engine.logs(handle, { timestamps: false, follow: true, signal: endless })).until(/ready/);
    const name = `image://default/saved-${Date.now()}:one`;
    const steps: string[] = [];
    for await (const step of engine.commit?.(handle, name, endless) ?? []) steps.push(step.type);
    expect(steps).toEqual(["started", "finished"]);
    const local = name.replace("image://", "localhost/");
    const connection = connectEngine(enginePath());
    try {
      expect(await engine.images?.()).toContain(local);
      const image = await connection.call("GET", `/images/${local}/json`);
      expect(JSON.stringify(image)).not.toContain("s3cret");
      const again = await run('cat /kept; echo "token=$TOKEN"', { image: name });
      expect(await engine.wait(again, endless)).toMatchObject({ exitCode: 0 });
      const log = createReader(engine.logs(again, { timestamps: false, follow: false, signal: endless }));
      await log.done;
      expect(log.text()).toBe("kept\ntoken=\n");
      await engine.remove(again);
    } finally {
      await connection.call("DELETE", `/images/${local}`, { query: { force: true } });
    }
  });

  test("refused rights are refused, and a name that is none", async () => {
    expect(engine.capabilities.unsupported).toHaveProperty("privileged");
    await expect(engine.start(specOf("true", { image: "UPPER" }))).rejects.toBeInstanceOf(EngineError);
  });
});
