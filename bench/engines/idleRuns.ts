import { setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { setTimeout as delay } from "node:timers/promises";
import type { Engine, Handle } from "../../server/engines/engine.ts";

const IDLE_MS = 15_000;
/** What only beginning to watch costs is not counted. */
const SETTLE_MS = 2_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes that this process holds, without what it could give back at once. */
export function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Watches runs that do nothing as the platform does, and prints what that costs this process.
 * @param memoryBefore bytes that it held before the runs were started
 */
export async function printIdleCost(engine: Engine, handles: readonly Handle[], memoryBefore: number): Promise<void> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const watching = handles.flatMap((handle) => [
    engine.wait(handle, stop.signal).catch(() => undefined),
    readAll(engine.stats?.(handle, stop.signal)),
  ]);
  try {
    await delay(SETTLE_MS);
    const before = process.cpuUsage();
    await delay(IDLE_MS);
    const used = process.cpuUsage(before);
    const cores = (used.user + used.system) / 1000 / IDLE_MS;
    const grown = (heldBytes() - memoryBefore) / handles.length / 1024;
    console.log(
      `${handles.length} idle runs: ${(cores * 100).toFixed(1)} % of a core, ${grown.toFixed(0)} KiB of memory each`,
    );
  } finally {
    stop.abort();
    await Promise.all(watching);
  }
}

async function readAll(samples: AsyncIterable<unknown> | undefined): Promise<void> {
  for await (const sample of samples ?? []) void sample;
}
