import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReader, endless } from "../contract/harness.ts";
import type { Engine, HealthState, RunSpec, StartProgress } from "../engine.ts";
import { openBrokenWay, type BrokenWay } from "./testing/brokenWay.ts";
import { KUBECONFIG, makeKubernetesEngine } from "./testing/cluster.ts";

const TIMEOUT_MS = 120_000;

describe.runIf(KUBECONFIG)("a cluster in trouble", { timeout: TIMEOUT_MS }, () => {
  let way: BrokenWay;
  let fixture: Awaited<ReturnType<typeof makeKubernetesEngine>>;
  let engine: Engine;
  let count = 0;

  beforeAll(async () => {
    way = await openBrokenWay(KUBECONFIG ?? "");
    fixture = await makeKubernetesEngine({}, way.kubeconfigPath);
    ({ engine } = fixture);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await fixture?.dispose();
    await way?.dispose();
  }, TIMEOUT_MS);

  const kubectl = (...words: string[]) =>
    promisify(execFile)("kubectl", ["--kubeconfig", KUBECONFIG ?? "", ...words]).then(({ stdout }) => stdout);

  const specOf = (script: string, more: Partial<RunSpec> = {}): RunSpec => ({
    runId: `fault-${process.pid}-${count++}`,
    image: fixture.image,
    command: ["sh", "-c", script],
    env: {},
    tty: false,
    resources: { cpu: 0.1, memoryBytes: 32 * 1024 ** 2, shm: false, gpus: [] },
    ...more,
  });

  async function untilHealth(wanted: HealthState["state"]): Promise<HealthState> {
    const changed = new Promise<HealthState>((resolve) => {
      const stop = engine.health?.onChange((state) => {
        if (state.state !== wanted) return;
        stop?.();
        resolve(state);
      });
    });
    const now = engine.health?.current();
    return now?.state === wanted ? now : changed;
  }

  test("an API server that is away is told of; nothing is declared dead, and all heals", async () => {
    const handle = await engine.start(specOf("i=0; while :; do i=$((i+1)); echo $i; sleep 0.2; done"));
    const log = createReader(engine.logs(handle, { timestamps: false, follow: true, signal: endless }));
    await log.until(/\b3\n/);
    let hasEnded = false;
    const waiting = engine.wait(handle, endless).finally(() => (hasEnded = true));
    // A try that fails before it is awaited leaves it to the end of the run.
    waiting.catch(() => undefined);
    way.cut();
    expect(await untilHealth("away")).toMatchObject({ message: expect.stringContaining("does not answer") as string });
    await expect(engine.inspect(handle)).rejects.toMatchObject({ kind: "unavailable" });
    await expect(engine.start(specOf("true"))).rejects.toMatchObject({ kind: "unavailable" });
    // Long enough for several attempts to reach it.
    await delay(4000);
    expect(hasEnded).toBe(false);
    way.mend();
    await untilHealth("ok");
    expect(await engine.inspect(handle)).toMatchObject({ state: "running" });
    // The mark of what is live may be all that came after the numbers.
    const numbersRead = () =>
      [
        ...log
          .text()
          .replace("<live>", "")
          .matchAll(/^(\d+)\n/gm),
      ].map(([text]) => Number(text));
    await log.until(new RegExp(`\\b${(numbersRead().at(-1) ?? 0) + 30}\\n`));
    const numbers = numbersRead();
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    await engine.signal(handle, "SIGKILL");
    expect(await waiting).toMatchObject({ exitCode: 137 });
  });

  test("what ends while the API server is away is known afterwards", async () => {
    const handle = await engine.start(specOf("sleep 1; exit 7"));
    const waiting = engine.wait(handle, endless);
    waiting.catch(() => undefined);
    way.cut();
    await untilHealth("away");
    await kubectl("wait", "pod", String(handle.pod), "--for=condition=Ready=false", "--timeout=60s");
    way.mend();
    expect(await waiting).toMatchObject({ exitCode: 7 });
  });

  test("a pod that somebody else deletes is lost, not ended", async () => {
    const handle = await engine.start(specOf("sleep 1000"));
    const waiting = expect(engine.wait(handle, endless)).rejects.toMatchObject({ kind: "not_found" });
    await kubectl("delete", "pod", String(handle.pod), "--grace-period=0", "--force", "--wait=false");
    await waiting;
    expect(await engine.inspect(handle)).toMatchObject({
      state: "lost",
      message: expect.stringContaining("deleted") as string,
    });
  });

  test("a run that takes more than its memory is killed for it, and it is said", async () => {
    const alone = await engine.start(specOf("exec tail -c 200000000 /dev/zero"));
    expect(await engine.wait(alone, endless)).toMatchObject({ reason: "OOMKilled", exitCode: 137 });
  });

  test("a start says what it waits for, and can be given up", async () => {
    const told: StartProgress[] = [];
    const giveUp = new AbortController();
    const reason = new Error("no longer");
    const spec = specOf("true", { resources: { cpu: 10_000, memoryBytes: 32 * 1024 ** 2, shm: false, gpus: [] } });
    const starting = engine.start(spec, {
      signal: giveUp.signal,
      onProgress: (progress) => {
        told.push(progress);
        if (/Insufficient cpu/.test(progress.description)) giveUp.abort(reason);
      },
    });
    await expect(starting).rejects.toBe(reason);
    expect(told.at(-1)?.reason).toBe("Scheduling");
    expect((await engine.list?.())?.map(({ runId }) => runId)).not.toContain(spec.runId);
  });

  test("an image that cannot be pulled is told of in the registry's words", async () => {
    const giveUp = new AbortController();
    const told: StartProgress[] = [];
    const starting = engine.start(specOf("true", { image: "127.0.0.1:9/no/such:image" }), {
      signal: giveUp.signal,
      onProgress: (progress) => {
        told.push(progress);
        if (progress.reason === "ErrImagePull") giveUp.abort();
      },
    });
    await expect(starting).rejects.toMatchObject({ name: "AbortError" });
    expect(told.at(-1)?.description).toMatch(/127\.0\.0\.1:9.*refused/s);
  });

  test("starts many at once", async () => {
    const total = Number(process.env.JOBDECK_TEST_MANY ?? 12);
    const small = { cpu: 0.01, memoryBytes: 16 * 1024 ** 2, shm: false, gpus: [] };
    const handles = await Promise.all(
      Array.from({ length: total }, () => engine.start(specOf("exit 3", { resources: small }))),
    );
    const ends = await Promise.all(handles.map((handle) => engine.wait(handle, endless)));
    expect(ends.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: total }, () => 3));
  });
});
