import { readFileSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { endless, member } from "../contract/harness.ts";
import { cleanUpAfterEach, makeEngine } from "./testing/engineSetup.ts";

const MEBIBYTE = 1024 * 1024;
cleanUpAfterEach();

function privateBytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const sizes = [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].map((match) => Number(match[1]));
  return sizes.reduce((sum, kibibytes) => sum + kibibytes * 1024, 0);
}

test("a flood costs its supervisor no memory, and its reader none either", { timeout: 90_000 }, async () => {
  const { run, engine } = await makeEngine();
  const { handle, record, folder } = await run("yes 'a line of some length, as programs print them'");
  const { shim } = record();
  const reading = new AbortController();
  const events = engine.logs(handle, { timestamps: false, follow: true, signal: reading.signal });
  const reader = events[Symbol.asyncIterator]();
  await reader.next();
  const before = process.memoryUsage();
  await expect.poll(() => statSync(folder.logPath).size, { timeout: 60_000 }).toBeGreaterThan(300 * MEBIBYTE);
  await reader.next();
  const after = process.memoryUsage();
  expect(privateBytes(shim.pid)).toBeLessThan(48 * MEBIBYTE);
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(16 * MEBIBYTE);
  reading.abort();
  await reader.return?.();
  await engine.stop(handle, 0);
});

test("an idle supervisor is small", { timeout: 60_000 }, async () => {
  const { run } = await makeEngine();
  for (const tty of [false, true]) {
    const { record, follow } = await run("echo ready; read line", { tty });
    await follow().until(/ready/);
    expect(privateBytes(record().shim.pid)).toBeLessThan(20 * MEBIBYTE);
  }
});

test("a process that reads no input still ends with its connection", { timeout: 60_000 }, async () => {
  const { run, engine } = await makeEngine();
  const { handle } = await run("sleep 1000");
  const options = { tty: false, stdin: true, stdout: true, stderr: true, signal: endless };
  const exec = member(engine, "exec");
  const session = await exec(handle, { ...options, command: ["sh", "-c", "echo $$; exec sleep 1000"] });
  const first = await session.output[Symbol.asyncIterator]().next();
  const pid = Buffer.from((first.value as { data: Uint8Array }).data)
    .toString()
    .trim();
  const filling = (async () => {
    for (;;) await session.write(Buffer.alloc(MEBIBYTE));
  })();
  const stuck = await Promise.race([filling.catch(() => "rejected"), delay(1000, "stuck")]);
  expect(stuck).toBe("stuck");
  await session.close();
  await expect(filling).rejects.toMatchObject({ kind: "conflict" });
  const watch = ["sh", "-c", `while kill -0 ${pid} 2>/dev/null; do sleep 0.1; done`];
  const gone = await exec(handle, { ...options, command: watch });
  expect(await gone.exitCode).toBe(0);
});
