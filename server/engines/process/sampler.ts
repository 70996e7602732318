import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import type { Sample } from "../engine.ts";
import { readGpuUse, type GpuUse } from "../gpus.ts";
import { createCpuMeter, gpuShare, sumMemory, type Tree } from "./usage.ts";
import { assignOwners, RUN_MARK } from "./processTree.ts";
import { readEnvironment, readProcessTable, type ProcessInfo } from "./processTable.ts";

const PERIOD_MS = 1000;
/** A timer may go off a moment before it is due. */
const EARLY_MS = 50;

/** Samples runs once a second, all of them in one look at the process table, and only while someone subscribes. */
export interface Sampler {
  /**
   * Samples of one run, at whole seconds, until the signal aborts. Who reads slowly misses samples.
   * @param shimPid the run's supervisor, whose children the run's processes are
   */
  subscribe(runId: string, shimPid: number, signal: AbortSignal): AsyncIterable<Sample>;
}

/** @param hasGpus whether to ask NVIDIA's driver too */
export function createSampler(hasGpus: () => boolean): Sampler {
  const subscriptions = new Set<Subscription>();
  const marks = createMarkCache();
  const newcomers: Subscription[] = [];
  let baseline: Promise<void> | undefined;
  let loop: AbortController | undefined;

  async function sample(wanted: readonly Subscription[], timestampMs: number): Promise<void> {
    const { trees, atMs } = await scanTrees(wanted, marks);
    // A driver that fails for once makes a gap in the GPU's curve, not in the others.
    const gpuUse = hasGpus() ? await readGpuUse().catch(() => undefined) : undefined;
    // Several may ask for the same run, and measuring memory costs time.
    const memory = new Map<string, number>();
    for (const subscription of wanted) {
      const { runId } = subscription;
      const tree = trees.get(runId);
      if (!tree) continue;
      const memoryBytes = memory.get(runId) ?? sumMemory(tree.processes);
      memory.set(runId, memoryBytes);
      subscription.take({ tree, memoryBytes, atMs, timestampMs, gpuUse });
    }
  }

  /** Those who come at about the same time share one look. */
  function takeBaseline(subscription: Subscription): Promise<void> {
    newcomers.push(subscription);
    baseline ??= nextTurn().then(() => {
      baseline = undefined;
      return sample(newcomers.splice(0), Date.now());
    });
    return baseline;
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(PERIOD_MS - (Date.now() % PERIOD_MS), undefined, { signal });
      await sample([...subscriptions], Math.floor((Date.now() + EARLY_MS) / PERIOD_MS) * PERIOD_MS);
    }
  }

  function add(subscription: Subscription) {
    subscriptions.add(subscription);
    if (loop) return;
    const started = new AbortController();
    loop = started;
    run(started.signal).catch((error: Error) => {
      if (started.signal.aborted) return;
      loop = undefined;
      for (const each of subscriptions) each.fail(error);
    });
  }

  function drop(subscription: Subscription) {
    subscriptions.delete(subscription);
    if (subscriptions.size > 0) return;
    loop?.abort();
    loop = undefined;
  }

  return {
    async *subscribe(runId, shimPid, signal) {
      if (signal.aborted) return;
      const subscription = createSubscription(runId, shimPid);
      const end = () => subscription.end();
      signal.addEventListener("abort", end, { once: true });
      add(subscription);
      try {
        // Processor time is a difference: its beginning is taken at once, so that the first sample comes soon.
        await takeBaseline(subscription);
        yield* subscription.samples();
      } finally {
        drop(subscription);
        signal.removeEventListener("abort", end);
      }
    },
  };
}

async function scanTrees(runs: readonly { runId: string; shimPid: number }[], marks: MarkCache) {
  const atMs = performance.now();
  const table = await readProcessTable();
  marks.keep(table);
  const roots = new Map(runs.map((run) => [run.shimPid, run.runId]));
  const owners = await assignOwners(table, roots, (info) => marks.of(info));
  const trees = new Map<string, { shim: ProcessInfo | undefined; processes: ProcessInfo[] }>();
  for (const { runId } of runs) trees.set(runId, { shim: undefined, processes: [] });
  for (const info of table) {
    const tree = trees.get(owners.get(info.pid) ?? "");
    if (!tree) continue;
    if (roots.has(info.pid)) tree.shim = info;
    else tree.processes.push(info);
  }
  return { atMs, trees };
}

type MarkCache = ReturnType<typeof createMarkCache>;

/** The environment of a process hardly changes, so it is read once. */
function createMarkCache() {
  let marks = new Map<string, string | undefined>();
  const keyOf = (info: ProcessInfo) => `${info.pid} ${info.startId}`;
  const prefix = `${RUN_MARK}=`;
  return {
    keep(table: readonly ProcessInfo[]) {
      const kept = new Map<string, string | undefined>();
      for (const info of table) if (marks.has(keyOf(info))) kept.set(keyOf(info), marks.get(keyOf(info)));
      marks = kept;
    },
    async of(info: ProcessInfo): Promise<string | undefined> {
      const key = keyOf(info);
      if (!marks.has(key)) {
        const mark = (await readEnvironment(info.pid)).find((variable) => variable.startsWith(prefix));
        marks.set(key, mark?.slice(prefix.length));
      }
      return marks.get(key);
    },
  };
}

/** What was seen of a run at one moment. */
interface Look {
  readonly tree: Tree;
  readonly memoryBytes: number;
  readonly atMs: number;
  readonly timestampMs: number;
  readonly gpuUse: GpuUse | undefined;
}

interface Subscription {
  readonly runId: string;
  readonly shimPid: number;
  take(look: Look): void;
  samples(): AsyncIterable<Sample>;
  end(): void;
  fail(error: Error): void;
}

function createSubscription(runId: string, shimPid: number): Subscription {
  const cpu = createCpuMeter();
  let latest: Sample | undefined;
  let isEnded = false;
  let failure: Error | undefined;
  let wake = () => {};

  return {
    runId,
    shimPid,
    take({ tree, memoryBytes, atMs, timestampMs, gpuUse }) {
      const cores = cpu.measure(tree, atMs);
      // Without memory there is no program: not yet, or not any more.
      if (cores === undefined || memoryBytes === 0) return;
      latest = { timestampMs, cpu: cores, memoryBytes, ...gpuShare(tree.processes, gpuUse) };
      wake();
    },
    async *samples() {
      while (!isEnded) {
        if (failure) throw failure;
        const sample = latest;
        latest = undefined;
        if (sample) yield sample;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    end() {
      isEnded = true;
      wake();
    },
    fail(error) {
      failure = error;
      wake();
    },
  };
}
