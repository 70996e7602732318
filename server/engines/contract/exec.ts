import { expect, test } from "vitest";
import { createReader, endless, type Harness } from "./harness.ts";

/** One that nobody has buried yet has ended all the same: who does that, and when, is the first process's affair. */
const isAlive = (pid: string) => `grep -qs "^State:.[^ZX]" /proc/${pid}/status`;

/** Further processes in a run. */
export function testExec(harness: Harness): void {
  const { engine, run, log, exec } = harness;

  test("has the run's environment and folder, streams of its own and an exit code", async () => {
    const handle = await run("pwd; exec sleep 1000", { env: { MOOD: "good" } });
    const [, folder] = await log(handle, { follow: true }).until(/(\/.*)\n/);
    const session = await exec(handle, 'pwd; echo "$MOOD"; echo err >&2; exit 43');
    const output = createReader(session.output);
    await output.done;
    expect(output.bytes("stdout").toString()).toBe(`${folder}\ngood\n`);
    expect(output.bytes("stderr").toString()).toBe("err\n");
    expect(await session.exitCode).toBe(43);
  });

  test("reads its input to the end", async () => {
    const handle = await run("sleep 1000");
    const session = await exec(handle, harness.limits.cannotEndInput ? "head -c 5000000 | wc -c" : "wc -c");
    const output = createReader(session.output);
    for (let index = 0; index < 100; index++) await session.write(Buffer.alloc(50_000, "x"));
    if (!harness.limits.cannotEndInput) await session.endInput();
    await output.done;
    expect(output.text().trim()).toBe("5000000");
    expect(await session.exitCode).toBe(0);
  });

  test("has no input where none is asked for", async () => {
    const handle = await run("sleep 1000");
    const session = await exec(handle, "cat; echo done", { stdin: false });
    const output = createReader(session.output);
    await output.done;
    expect(output.text()).toBe("done\n");
  });

  test("can be a terminal, of a size that changes", async () => {
    const handle = await run("sleep 1000");
    const script = 'stty size; echo "$TERM"; trap "stty size" WINCH; echo ready; while :; do sleep 0.1; done';
    const session = await exec(handle, script, { tty: true, size: { width: 100, height: 30 } });
    const output = createReader(session.output);
    await output.until(/^30 100\r\nxterm.*\r\nready/);
    await session.resize({ width: 50, height: 20 });
    await output.until(/20 50\r\n/);
    await session.write(Buffer.from([0x03]));
    await output.done;
    expect(await session.exitCode).toBe(130);
  });

  test("a program that does not exist ends with 127 and says so", async () => {
    const handle = await run("sleep 1000");
    for (const tty of [false, true]) {
      const session = await exec(handle, ["no-such-program"], { tty });
      const output = createReader(session.output);
      await output.done;
      expect(output.bytes(tty ? "stdout" : "stderr").toString()).toContain("no-such-program");
      expect(await session.exitCode).toBe(127);
    }
  });

  test("a death by signal n is exit code 128 + n", async () => {
    const handle = await run("sleep 1000");
    for (const tty of [false, true]) {
      const session = await exec(handle, "kill -TERM $$; sleep 1000", { tty });
      await createReader(session.output).done;
      expect(await session.exitCode).toBe(143);
    }
  });

  testExecEnds(harness);
  testExecPressure(harness);

  test("needs a run that runs, and a command", async () => {
    const handle = await run("true");
    await engine().wait(handle, endless);
    await expect(exec(handle, "true")).rejects.toMatchObject({ name: "EngineError", kind: "conflict" });
    const running = await run("sleep 1000");
    await expect(exec(running, [])).rejects.toMatchObject({ kind: "invalid" });
    await engine().remove(handle);
    await expect(exec(handle, "true")).rejects.toMatchObject({ kind: "not_found" });
  });
}

function testExecEnds({ engine, run, exec }: Harness): void {
  test("giving up ends the process and what it has started", async () => {
    const handle = await run("sleep 1000");
    for (const tty of [false, true]) {
      const giveUp = new AbortController();
      const script = `trap "" HUP TERM; setsid sleep 1000 & echo "pids $$ $!"; while :; do sleep 0.1; done`;
      const session = await exec(handle, script, { tty, signal: giveUp.signal });
      const [, pids] = await createReader(session.output).until(/pids (\d+ \d+)\r?\n/);
      giveUp.abort();
      await expect(session.exitCode).rejects.toMatchObject({ name: "EngineError" });
      const gone = await exec(handle, `for pid in ${pids}; do while ${isAlive("$pid")}; do sleep 0.1; done; done`);
      expect(await gone.exitCode).toBe(0);
    }
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
  });

  test("giving up in the middle of a flood harms nothing else", async () => {
    const handle = await run("sleep 1000");
    for (const tty of [false, true]) {
      const giveUp = new AbortController();
      const session = await exec(handle, 'echo "pid $$"; exec yes', { tty, signal: giveUp.signal });
      const [, pid] = await createReader(session.output).until(/pid (\d+)\r?\n(y\r?\n){1000}/);
      giveUp.abort();
      const gone = await exec(handle, `while ${isAlive(String(pid))}; do sleep 0.1; done`);
      expect(await gone.exitCode).toBe(0);
    }
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
  });

  test("ends with the run", async () => {
    const handle = await run("sleep 1000");
    const session = await exec(handle, 'trap "" TERM HUP; echo ready; while :; do sleep 0.1; done');
    const output = createReader(session.output);
    await output.until(/ready/);
    await engine().stop(handle, 0);
    await output.done;
    expect(await session.exitCode).toBe(137);
  });

  test("what it leaves in the background goes on in the run", async () => {
    const handle = await run("sleep 1000");
    const session = await exec(handle, 'sleep 1000 >/dev/null 2>&1 & echo "pid $!"');
    const output = createReader(session.output);
    const [, pid = ""] = await output.until(/pid (\d+)\n/);
    await output.done;
    expect(await session.exitCode).toBe(0);
    await session.close();
    const alive = await exec(handle, `kill -0 ${pid}`);
    expect(await alive.exitCode).toBe(0);
  });
}

function testExecPressure({ run, exec, limits }: Harness): void {
  const longBytes = limits.buffersMuch ? 150_000_000 : 20_000_000;

  test("a slow reader holds up the process, and gets every byte", async () => {
    const handle = await run("sleep 1000");
    for (const tty of [false, true]) {
      // A terminal turns newlines into two characters, so there are none.
      const session = await exec(handle, `echo "pid $$"; exec head -c ${longBytes} /dev/zero`, { tty });
      const output = session.output[Symbol.asyncIterator]();
      const first = await output.next();
      const text = Buffer.from((first.value as { data: Uint8Array }).data).toString("latin1");
      const pid = /^pid (\d+)\r?\n/.exec(text);
      expect(pid).not.toBeNull();
      const check = await exec(handle, `sleep 1; kill -0 ${pid?.[1]}`);
      expect(await check.exitCode).toBe(0);
      let bytes = text.length;
      for (let next = await output.next(); !next.done; next = await output.next()) bytes += next.value.data.length;
      expect(bytes - (pid?.[0].length ?? 0)).toBe(longBytes);
      expect(await session.exitCode).toBe(0);
    }
  });

  test("the end of what a slow reader reads comes although the process has ended", async () => {
    const handle = await run("sleep 1000");
    for (const tty of [false, true]) {
      const session = await exec(handle, "head -c 400000 /dev/zero; exit 3", { tty });
      const waiting = await exec(handle, "sleep 1");
      expect(await waiting.exitCode).toBe(0);
      const output = createReader(session.output);
      await output.done;
      expect(output.bytes().length).toBe(400_000);
      expect(await session.exitCode).toBe(3);
    }
  });
}
