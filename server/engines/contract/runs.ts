import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
import { endless, member, type Harness } from "./harness.ts";

/** Starting, ending, signals, stopping, forgetting. */
export function testRuns(harness: Harness): void {
  const { engine, run, log } = harness;

  test("tells what there is to run on", async () => {
    // A cluster has what others leave of it, which may be nothing for a while.
    await expect.poll(async () => (await engine().probe()).cpu, { timeout: 80_000 }).toBeGreaterThan(0);
    expect((await engine().probe()).memoryBytes).toBeGreaterThan(64 * 1024 * 1024);
  });

  test("runs a program with its environment and knows its exit code", async () => {
    const handle = await run('echo "$GREETING"; exit 43', { env: { GREETING: "grüß dich = x" } });
    const end = await engine().wait(handle, endless);
    expect(end).toMatchObject({ exitCode: 43 });
    expect(end.finishedAtMs).toBeGreaterThanOrEqual(end.startedAtMs);
    expect(Math.abs(Date.now() - end.finishedAtMs)).toBeLessThan(60_000);
    expect(await engine().inspect(handle)).toEqual({ state: "ended", ...end });
    const reader = log(handle);
    await reader.done;
    expect(reader.bytes().toString()).toBe("grüß dich = x\n");
  });

  test("gives a run its secret variables, its further processes too, and writes them nowhere", async () => {
    const secret = `s3cret-${randomUUID()}`;
    const handle = await run('echo "length ${#SECRET}"; echo ready; read line', { secretEnv: { SECRET: secret } });
    await log(handle, { follow: true }).until(/length 43\n.*ready/s);
    expect(JSON.stringify([handle, await engine().inspect(handle)])).not.toContain(secret);
    const session = await harness.exec(handle, 'echo "${#SECRET}"');
    expect(await session.exitCode).toBe(0);
    await engine().stop(handle, 0);
    const reader = log(handle);
    await reader.done;
    expect(reader.text()).not.toContain(secret);
  });

  test("puts the command's words after the entrypoint's", async () => {
    const entrypoint = ["sh", "-c", 'printf "[%s]" "$@"', "name"];
    const handle = await run("", { entrypoint, command: ["a b", "$HOME", "'c'"] });
    await engine().wait(handle, endless);
    const reader = log(handle);
    await reader.done;
    expect(reader.text()).toBe("[a b][$HOME]['c']");
  });

  test("gives a terminal to who asks for one, and no other", async () => {
    const [on, off] = await Promise.all([
      run('test -t 0 && test -t 1 && echo "$TERM" && stty size', { tty: true }),
      run("test -t 1 || echo none"),
    ]);
    await Promise.all([engine().wait(on, endless), engine().wait(off, endless)]);
    const [onLog, offLog] = [log(on), log(off)];
    await Promise.all([onLog.done, offLog.done]);
    expect(onLog.text()).toMatch(harness.limits.sizelessTerminals ? /^xterm\S*\r\n/ : /^xterm\S*\r\n\d+ \d+\r\n/);
    expect(offLog.text()).toBe("none\n");
  });

  test("lets programs open their standard streams by name", async () => {
    const handle = await run("echo out > /dev/stdout; echo err > /dev/stderr; head -n 1 /dev/stdin");
    const session = await harness.attach(handle);
    await session.write(Buffer.from("in\n"));
    expect(await engine().wait(handle, endless)).toMatchObject({ exitCode: 0 });
    const reader = log(handle);
    await reader.done;
    if (harness.limits.logsByLine) {
      expect(reader.text().split("\n").sort()).toEqual(["", "err", "in", "out"]);
    } else {
      expect(reader.bytes("stdout").toString()).toBe("out\nin\n");
      expect(reader.bytes("stderr").toString()).toBe("err\n");
    }
  });

  test("a program that does not exist ends the run and says so", async () => {
    for (const tty of [false, true]) {
      const handle = await run("", { command: ["no-such-program", "x"], tty });
      const end = await engine().wait(handle, endless);
      expect(end).toMatchObject({ exitCode: 127, reason: "ContainerCannotRun" });
      expect(end.message).toContain("no-such-program");
    }
  });

  test("starting a run twice is starting it once", async () => {
    const spec = harness.specOf("echo started; exec sleep 1000");
    const handles = await Promise.all([engine().start(spec), engine().start(spec)]);
    const again = await engine().start(spec);
    await log(again, { follow: true }).until(/started\n/);
    expect(new Set([...handles, again].map((handle) => JSON.stringify(handle))).size).toBe(1);
    await engine().stop(again, 0);
    const reader = log(again);
    await reader.done;
    expect(reader.text()).toBe("started\n");
    await engine().remove(again);
  });

  test("many can wait for one run, and each can give up", async () => {
    const handle = await run("read line");
    const session = await harness.attach(handle);
    const reason = new Error("no longer");
    const impatient = new AbortController();
    setMaxListeners(0, impatient.signal);
    const givenUp = Array.from({ length: 100 }, () => engine().wait(handle, impatient.signal));
    const patient = Array.from({ length: 500 }, () => engine().wait(handle, endless));
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
    impatient.abort(reason);
    for (const result of await Promise.allSettled(givenUp))
      expect(result).toMatchObject({ status: "rejected", reason });
    await session.write(Buffer.from("\n"));
    const ends = await Promise.all(patient);
    expect(ends.every((end) => end.exitCode === 0)).toBe(true);
  });

  testSignals(harness);

  test("forgets a run that is removed, running or not", async () => {
    const handles = await Promise.all([run("echo gone"), run("sleep 1000")]);
    await engine().wait(handles[0], endless);
    for (const handle of handles) {
      await engine().remove(handle);
      expect(await engine().inspect(handle)).toMatchObject({ state: "lost" });
      await expect(log(handle).done).rejects.toMatchObject({ name: "EngineError", kind: "not_found" });
      await expect(engine().wait(handle, endless)).rejects.toMatchObject({ kind: "not_found" });
      await expect(engine().signal(handle, "SIGTERM")).rejects.toMatchObject({ kind: "not_found" });
      await engine().stop(handle, 0);
      await engine().remove(handle);
    }
  });

  test("lists what it knows of, so that nothing runs unseen", async () => {
    const runId = `run-${randomUUID()}`;
    const handle = await run("sleep 1000", { runId });
    const list = member(engine(), "list");
    expect(await list()).toContainEqual({ runId, handle });
    await engine().remove(handle);
    expect(await list()).not.toContainEqual({ runId, handle });
  });

  test("refuses an image it does not have with a sentence", async () => {
    await expect(run("true", { image: "Not A Valid Image" })).rejects.toMatchObject({ kind: "invalid" });
  });
}

function testSignals({ engine, run, log }: Harness): void {
  test("sends signals to the main process", async () => {
    const handle = await run('trap "echo caught; exit 9" USR1; echo ready; while :; do sleep 0.1; done');
    await log(handle, { follow: true }).until(/ready/);
    await engine().signal(handle, "SIGUSR1");
    expect(await engine().wait(handle, endless)).toMatchObject({ exitCode: 9 });
    await expect(engine().signal(handle, "SIGUSR1")).rejects.toMatchObject({ kind: "conflict" });
  });

  test("a death by signal n is exit code 128 + n", async () => {
    for (const tty of [false, true]) {
      const handle = await run("sleep 1000", { tty });
      await engine().signal(handle, "SIGKILL");
      expect(await engine().wait(handle, endless)).toMatchObject({ exitCode: 137 });
    }
  });

  test("refuses a signal that does not exist", async () => {
    const handle = await run("sleep 1000");
    await expect(engine().signal(handle, "SIGNOTHING" as NodeJS.Signals)).rejects.toMatchObject({ kind: "invalid" });
  });

  test("stops a program that tidies up first", async () => {
    const handle = await run('trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.1; done');
    const reader = log(handle, { follow: true });
    await reader.until(/ready/);
    await engine().stop(handle, 60_000);
    expect(await engine().inspect(handle)).toMatchObject({ state: "ended", exitCode: 3 });
    await reader.done;
    expect(reader.text()).toContain("bye\n");
  });

  test("stops a program that does not want to", async () => {
    const handle = await run('trap "" TERM HUP INT; echo ready; while :; do sleep 0.1; done');
    await log(handle, { follow: true }).until(/ready/);
    const beforeMs = performance.now();
    await engine().stop(handle, 700);
    expect(performance.now() - beforeMs).toBeGreaterThanOrEqual(690);
    expect(await engine().inspect(handle)).toMatchObject({ state: "ended", exitCode: 137 });
    await engine().stop(handle, 700);
  });

  test("stops what has left the program's session", async () => {
    // Who still writes to the run's output keeps its log from ending.
    const escaped = `setsid sh -c 'trap "" TERM HUP; (while :; do echo tick; sleep 0.1; done) & wait'`;
    const handle = await run(`${escaped} & while :; do sleep 0.1; done`);
    const reader = log(handle, { follow: true });
    await reader.until(/tick/);
    await engine().stop(handle, 100);
    await reader.done;
    expect(await engine().inspect(handle)).toMatchObject({ state: "ended" });
  });

  test("what the main process leaves behind ends with it", async () => {
    const handle = await run("(while :; do echo tick; sleep 0.1; done) & sleep 0.5; exit 4");
    expect(await engine().wait(handle, endless)).toMatchObject({ exitCode: 4 });
    const reader = log(handle, { follow: true });
    await reader.done;
    expect(reader.text()).toMatch(/^(tick\n)+$/);
  });
}
