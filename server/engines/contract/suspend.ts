import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { createReader, endless, member, type Harness, type Reader } from "./harness.ts";

const COUNT = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done";
/** Long enough for a count that goes on to be seen. */
const WATCHED_MS = 500;

/** Halting a run and letting it go on. */
export function testSuspend(harness: Harness): void {
  const { engine, run, log, exec, attach } = harness;
  const suspend = (handle: Readonly<Record<string, unknown>>) => member(engine(), "suspend")(handle);
  const resume = (handle: Readonly<Record<string, unknown>>) => member(engine(), "resume")(handle);

  /** What was on its way has arrived after the first look; then nothing may come. */
  async function expectSilence(readers: readonly Reader[]): Promise<void> {
    await delay(WATCHED_MS);
    const before = readers.map((reader) => reader.text());
    await delay(WATCHED_MS);
    expect(readers.map((reader) => reader.text())).toEqual(before);
  }

  async function expectMore(reader: Reader): Promise<void> {
    const last = Number(/(\d+)\r?\n?$/.exec(reader.text())?.[1]);
    await reader.until(new RegExp(`\\b${last + 3}\\r?\\n`));
  }

  test("halts the whole tree and its execs, and lets all go on where they were", async () => {
    for (const tty of [false, true]) {
      const handle = await run(`setsid sh -c '${COUNT}' & read line; exit 6`, { tty });
      const session = await exec(handle, COUNT, { tty });
      const readers = [log(handle, { follow: true }), createReader(session.output)];
      for (const reader of readers) await reader.until(/\b5\r?\n/);
      await suspend(handle);
      await expectSilence(readers);
      expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
      await expect(exec(handle, "true")).rejects.toMatchObject({ name: "EngineError", kind: "conflict" });
      await resume(handle);
      for (const reader of readers) await expectMore(reader);
      const input = await attach(handle);
      await input.write(Buffer.from("\n"));
      expect(await engine().wait(handle, endless)).toMatchObject({ exitCode: 6 });
    }
  });

  test("halts what is started while it halts the others", async () => {
    const handle = await run(FORKING);
    const reader = log(handle, { follow: true });
    await reader.until(/(\d+\n){30}/);
    await suspend(handle);
    await expectSilence([reader]);
    await resume(handle);
    const length = reader.text().length;
    await reader.until(new RegExp(`^[^]{${length + 10}}`));
    await engine().stop(handle, 0);
  });

  test("leaves alone what its own user has halted", async () => {
    const handle = await run(`sh -c '${COUNT}' & kill -STOP $!; echo "halted $!"; read line; kill -CONT $!; wait`);
    const reader = log(handle, { follow: true });
    await reader.until(/halted \d+\n/);
    await suspend(handle);
    await resume(handle);
    await expectSilence([reader]);
    const input = await attach(handle);
    await input.write(Buffer.from("\n"));
    await reader.until(/\b5\n[^]*\b9\n/);
  });

  test("twice is as good as once, either way and over a restart of the server", async () => {
    const handle = await run(COUNT);
    await resume(handle);
    await log(handle, { follow: true }).until(/\b5\n/);
    await suspend(handle);
    await suspend(handle);
    await harness.restart();
    await suspend(handle);
    await expectSilence([log(handle, { follow: true })]);
    await resume(handle);
    await resume(handle);
    const reader = log(handle, { follow: true });
    await reader.until(/<live>(\d+\n){3}/);
  });

  test("a suspended run can be stopped: it tidies up first", async () => {
    const handle = await run('trap "echo bye; exit 3" TERM; echo ready; while :; do sleep 0.1; done');
    const reader = log(handle, { follow: true });
    await reader.until(/ready/);
    await suspend(handle);
    await engine().stop(handle, 60_000);
    expect(await engine().inspect(handle)).toMatchObject({ state: "ended", exitCode: 3 });
    await reader.done;
    expect(reader.text()).toContain("bye\n");
  });

  test("a suspended run can be removed, and ends when it is killed by a stranger", async () => {
    const [removed, killed] = [await run("sleep 1000"), await run("sleep 1000")];
    for (const handle of [removed, killed]) await suspend(handle);
    await engine().remove(removed);
    expect(await engine().inspect(removed)).toEqual({ state: "lost" });
    await engine().signal(killed, "SIGKILL");
    expect(await engine().wait(killed, endless)).toMatchObject({ exitCode: 137 });
  });

  test("needs a run that runs", async () => {
    const handle = await run("true");
    await engine().wait(handle, endless);
    await expect(suspend(handle)).rejects.toMatchObject({ name: "EngineError", kind: "conflict" });
    await expect(resume(handle)).rejects.toMatchObject({ kind: "conflict" });
    await engine().remove(handle);
    await expect(suspend(handle)).rejects.toMatchObject({ kind: "not_found" });
  });
}

/** Three that start processes without a pause, which start others before they end. */
const FORKING = `for line in 1 2 3; do
  while :; do sh -c '(sleep 0.2; echo $$) & (setsid sh -c "sleep 0.1; echo $$") & echo $$; wait'; done &
done; wait`;
