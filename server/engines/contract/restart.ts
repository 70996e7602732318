import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { createReader, endless, type Harness } from "./harness.ts";

/** Runs do not notice that the server goes and comes back. */
export function testRestart(harness: Harness): void {
  const { engine, run, log, attach, exec } = harness;

  test("a run goes on, and its log has no gap", async () => {
    const handle = await run("i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo $i; sleep 0.1; done; read line; exit 8");
    await log(handle, { follow: true }).until(/^5\n/m);
    await harness.restart();
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
    const reader = log(handle, { follow: true });
    const session = await attach(handle);
    await reader.until(/^40\n/m);
    await session.write(Buffer.from("\n"));
    expect(await engine().wait(handle, endless)).toMatchObject({ exitCode: 8 });
    await reader.done;
    const numbers = Array.from({ length: 40 }, (_, index) => `${index + 1}\n`).join("");
    expect(reader.bytes().toString()).toBe(numbers);
  });

  test("a run on a terminal goes on too", async () => {
    // Where a size goes its own way to the job, a line may overtake it.
    const fits = 'until [ "$(stty size)" = "33 90" ]; do sleep 0.1; done; echo it fits';
    const handle = await run(`read line; echo "got $line"; ${fits}`, { tty: true });
    await harness.restart();
    const session = await attach(handle);
    const output = createReader(session.output);
    await session.resize({ width: 90, height: 33 });
    await session.write(Buffer.from("it\n"));
    await output.done;
    expect(output.text()).toMatch(/got it\r\n[^]*it fits\r\n/);
  });

  test("an end that no server saw is known", async () => {
    const handle = await run("sleep 0.5; echo alone; exit 21");
    await engine().close();
    // There is nobody to tell when it has ended.
    await delay(3000);
    const restartedAtMs = Date.now();
    await harness.restart();
    const end = await engine().wait(handle, endless);
    expect(end.exitCode).toBe(21);
    expect(end.finishedAtMs).toBeLessThan(restartedAtMs);
    const reader = log(handle, { follow: true });
    await reader.done;
    expect(reader.text()).toBe("alone\n");
  });

  test("who waits or reads is told that the server goes, not that the run has ended", async () => {
    const handle = await run("echo here; exec sleep 1000");
    const reader = log(handle, { follow: true });
    await reader.until(/here/);
    const waiting = engine().wait(handle, endless);
    const session = await exec(handle, "sleep 1000");
    const closing = engine().close();
    await expect(waiting).rejects.toMatchObject({ name: "EngineError", kind: "unavailable" });
    await expect(reader.done).rejects.toMatchObject({ name: "EngineError", kind: "unavailable" });
    await expect(session.exitCode).rejects.toMatchObject({ name: "EngineError", kind: "unavailable" });
    await closing;
    await harness.restart();
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
    await engine().stop(handle, 0);
    expect(await engine().inspect(handle)).toMatchObject({ state: "ended", exitCode: 137 });
  });
}
