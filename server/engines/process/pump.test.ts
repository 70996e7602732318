import { spawn } from "node:child_process";
import { setImmediate as polled, setTimeout as delay } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { drainPumps, startPump } from "./supervisor/pump.ts";

const IDLE_MS = 100;

it("what came while the supervisor had no turn is not taken for silence", async () => {
  const child = spawn("sh", ["-c", "read line; sleep 0.2; echo late; exec sleep 1000"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const chunks: Buffer[] = [];
  const pump = startPump(child.stdout, (chunk) => Promise.resolve(void chunks.push(chunk)));
  await delay(2 * IDLE_MS);
  expect(pump.idleMs()).toBeGreaterThanOrEqual(IDLE_MS);
  child.stdin.write("go\n");
  // The line is on its way before this process stands still, and its timers come first when it goes on.
  await polled();
  const drained = drainPumps([pump], IDLE_MS);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  await drained;
  expect(String(Buffer.concat(chunks))).toBe("late\n");
});
