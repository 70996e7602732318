import { setTimeout as delay } from "node:timers/promises";
import type { Sample } from "../engine.ts";
import { isStatus, type Api } from "./api.ts";
import { CONTAINER, LABEL } from "./podSpec.ts";
import { readQuantity } from "./quantity.ts";

/** What was measured of one pod. */
interface Measurement {
  readonly timeMs: number;
  readonly memoryBytes: number;
  /** Cores, averaged by the source; undefined where `cpuSeconds` is told. */
  readonly cpu?: number;
  /** Processor time since the start. */
  readonly cpuSeconds?: number;
}

/** By the pod's uid and name. */
type Reading = ReadonlyMap<string, Measurement>;

interface StatisticsOptions {
  readonly api: Api;
  readonly namespace: string;
  readonly instance: string;
  readonly source: "auto" | "metrics" | "kubelet";
}

interface Subject {
  readonly uid: string;
  readonly name: string;
  readonly node: string;
}

const INTERVAL_MS = 1_000;
const METRICS = "/apis/metrics.k8s.io/v1beta1";

/**
 * Samples of pods, asked for once a second for all of a node together. How often there is something new is the cluster's
 * own affair: metrics.k8s.io measures every 15 s or so, a kubelet every 10 s or as often as it is asked.
 */
export function createStatistics({ api, namespace, instance, source }: StatisticsOptions) {
  const readings = new Map<string, { readonly readMs: number; readonly reading: Promise<Reading> }>();
  let useMetrics: Promise<boolean> | undefined;

  async function hasMetrics(): Promise<boolean> {
    if (source !== "auto") return source === "metrics";
    try {
      await api.json("GET", METRICS);
      return true;
    } catch (error) {
      if (isStatus(error, 404) || isStatus(error, 503) || isStatus(error, 403)) return false;
      throw error;
    }
  }

  async function read(subject: Subject, signal: AbortSignal): Promise<Measurement | undefined> {
    useMetrics ??= hasMetrics();
    useMetrics.catch(() => (useMetrics = undefined));
    const key = (await useMetrics) ? "" : subject.node;
    const nowMs = Date.now();
    let latest = readings.get(key);
    if (!latest || nowMs - latest.readMs >= INTERVAL_MS - 50) {
      latest = { readMs: nowMs, reading: key === "" ? readMetrics() : readKubelet(key) };
      readings.set(key, latest);
      latest.reading.catch(() => readings.delete(key));
    }
    const reading = await latest.reading;
    signal.throwIfAborted();
    return reading.get(subject.uid) ?? reading.get(subject.name);
  }

  async function readMetrics(): Promise<Reading> {
    const query = { labelSelector: `${LABEL.instance}=${instance}` };
    const { items } = await api.json<MetricsList>("GET", `${METRICS}/namespaces/${namespace}/pods`, { query });
    return new Map(
      items.map(({ metadata, timestamp, containers }) => {
        const usage = containers.find(({ name }) => name === CONTAINER)?.usage;
        const memoryBytes = readQuantity(usage?.memory);
        return [metadata.name, { timeMs: Date.parse(timestamp), cpu: readQuantity(usage?.cpu), memoryBytes }];
      }),
    );
  }

  async function readKubelet(node: string): Promise<Reading> {
    const path = `/api/v1/nodes/${node}/proxy/stats/summary`;
    const { pods } = await api.json<Summary>("GET", path, { query: { only_cpu_and_memory: true } });
    const measured = new Map<string, Measurement>();
    for (const { podRef, containers } of pods) {
      const { cpu, memory } = containers?.find(({ name }) => name === CONTAINER) ?? {};
      if (cpu?.usageCoreNanoSeconds === undefined) continue;
      measured.set(podRef.uid, {
        timeMs: Date.parse(cpu.time),
        cpuSeconds: cpu.usageCoreNanoSeconds / 1e9,
        memoryBytes: memory?.workingSetBytes ?? 0,
      });
    }
    return measured;
  }

  /** Samples until the signal aborts; each is of another second. @throws EngineError unavailable */
  async function* sample(subject: Subject, signal: AbortSignal): AsyncGenerator<Sample> {
    let previous: Measurement | undefined;
    let lastMs = 0;
    while (!signal.aborted) {
      const measured = await read(subject, signal);
      if (measured && measured.timeMs !== previous?.timeMs) {
        const cpu = measured.cpu ?? coresBetween(previous, measured);
        const timestampMs = Math.floor(measured.timeMs / 1000) * 1000;
        if (cpu !== undefined && timestampMs > lastMs) {
          lastMs = timestampMs;
          yield { timestampMs, cpu, memoryBytes: measured.memoryBytes };
        }
        previous = measured;
      }
      await delay(INTERVAL_MS - (Date.now() % INTERVAL_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  return { sample };
}

function coresBetween(before: Measurement | undefined, now: Measurement): number | undefined {
  if (before?.cpuSeconds === undefined || now.cpuSeconds === undefined) return undefined;
  const seconds = (now.timeMs - before.timeMs) / 1000;
  return seconds > 0 ? Math.max(0, now.cpuSeconds - before.cpuSeconds) / seconds : undefined;
}

interface MetricsList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly timestamp: string;
    readonly containers: readonly { readonly name: string; readonly usage: { cpu: string; memory: string } }[];
  }[];
}

interface Summary {
  readonly pods: readonly {
    readonly podRef: { readonly uid: string };
    readonly containers?: readonly {
      readonly name: string;
      readonly cpu?: { readonly time: string; readonly usageCoreNanoSeconds?: number };
      readonly memory?: { readonly workingSetBytes?: number };
    }[];
  }[];
}
