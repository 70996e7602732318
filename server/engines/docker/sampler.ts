import { setTimeout as delay } from "node:timers/promises";
import type { Sample } from "../engine.ts";
import { gpuLoadOf, type GpuLoad } from "../gpus.ts";
import type { Usage, UsageReader } from "./usage.ts";

const PERIOD_MS = 1000;
/** A timer may go off a moment before it is due. */
const EARLY_MS = 50;
/** Less says too little about processor time. */
const SHORTEST_INTERVAL_MS = 300;

/** Samples containers once a second, each once however many want to know, and only while someone does. */
export interface Sampler {
  /** Samples at whole seconds until the signal aborts. Who reads slowly misses samples. */
  subscribe(sampled: Sampled, reader: UsageReader, signal: AbortSignal): AsyncIterable<Sample>;
}

export interface Sampled {
  readonly container: string;
  /** Indexes of the GPUs that it has to itself. */
  readonly gpus: readonly number[];
}

interface Tracked {
  readonly read: UsageReader;
  readonly gpus: readonly number[];
  readonly subscriptions: Set<Subscription>;
  before: { readonly atMs: number; readonly usage: Usage } | undefined;
}

interface Subscription {
  latest: Sample | undefined;
  wake: () => void;
}

/** @param readGpus how busy the machine's GPUs are; asked only while somebody looks at a container that has some */
export function createSampler(readGpus: () => Promise<readonly GpuLoad[]>): Sampler {
  const tracked = new Map<string, Tracked>();
  let loop: AbortController | undefined;

  async function readGpusInUse(): Promise<readonly GpuLoad[]> {
    if (![...tracked.values()].some(({ gpus }) => gpus.length > 0)) return [];
    // A driver that fails for once makes a gap in the GPU's curve, not in the others.
    return readGpus().catch(() => []);
  }

  async function take(each: Tracked, timestampMs?: number, loads: readonly GpuLoad[] = []): Promise<void> {
    const usage = await each.read();
    const atMs = performance.now();
    const { before } = each;
    if (!usage || (before && atMs - before.atMs < SHORTEST_INTERVAL_MS)) return;
    each.before = { atMs, usage };
    if (!before || timestampMs === undefined) return;
    const cpu = Math.max(0, (usage.cpuSeconds - before.usage.cpuSeconds) / ((atMs - before.atMs) / 1000));
    for (const subscription of each.subscriptions) {
      subscription.latest = { timestampMs, cpu, memoryBytes: usage.memoryBytes, ...gpuLoadOf(each.gpus, loads) };
      subscription.wake();
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(PERIOD_MS - (Date.now() % PERIOD_MS), undefined, { signal });
      const timestampMs = Math.floor((Date.now() + EARLY_MS) / PERIOD_MS) * PERIOD_MS;
      const loads = await readGpusInUse();
      await Promise.all([...tracked.values()].map((each) => take(each, timestampMs, loads)));
    }
  }

  function begin(): void {
    if (loop) return;
    const started = new AbortController();
    loop = started;
    // It ends only by being aborted: a reader never throws.
    run(started.signal).catch(() => undefined);
  }

  function drop(container: string, subscription: Subscription): void {
    const each = tracked.get(container);
    each?.subscriptions.delete(subscription);
    if (each?.subscriptions.size === 0) tracked.delete(container);
    if (tracked.size > 0) return;
    loop?.abort();
    loop = undefined;
  }

  return {
    async *subscribe({ container, gpus }, read, signal) {
      if (signal.aborted) return;
      const subscription: Subscription = { latest: undefined, wake: () => {} };
      const known = tracked.get(container);
      const each = known ?? { read, gpus, subscriptions: new Set<Subscription>(), before: undefined };
      each.subscriptions.add(subscription);
      tracked.set(container, each);
      begin();
      const onAbort = () => subscription.wake();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        // Processor time is a difference: its beginning is taken at once, so that the first sample comes soon.
        if (!known) await take(each);
        let lastMs = 0;
        while (!signal.aborted) {
          const sample = subscription.latest;
          subscription.latest = undefined;
          if (sample && sample.timestampMs > lastMs) {
            lastMs = sample.timestampMs;
            yield sample;
          } else if (!sample) {
            await new Promise<void>((resolve) => (subscription.wake = resolve));
          }
        }
      } finally {
        drop(container, subscription);
        signal.removeEventListener("abort", onAbort);
      }
    },
  };
}
