import { setTimeout as delay } from "node:timers/promises";
import type { V1Node, V1Pod } from "@kubernetes/client-node";
import { EngineError, type EngineResources } from "../engine.ts";
import { asEngineError, isStatus, messageOf, type Api } from "./api.ts";
import { capacityMarkOf, capacityOf, type ClusterCapacity, type ClusterGpu } from "./capacity.ts";
import type { KubernetesConfiguration } from "./configuration.ts";
import type { ClusterHealth } from "./health.ts";
import { createReflector } from "./reflector.ts";

/** How much room there is for this Jobdeck's jobs, now and as nodes come, go, are cordoned or change. */
export interface CapacityWatch {
  /** @throws EngineError unavailable; invalid where the cluster does not let it be known */
  readonly probe: () => Promise<EngineResources>;
  readonly onChange: (listener: (capacity: EngineResources) => void) => () => void;
  /** Names of the images that nodes have: they tell of the largest. */
  readonly images: () => Promise<string[]>;
  /** What the GPU of that place is called in requests. */
  readonly gpuAt: (index: number) => ClusterGpu | undefined;
}

interface CapacityOptions {
  readonly api: Api;
  readonly instance: string;
  readonly configuration: KubernetesConfiguration;
  readonly health: ClusterHealth;
  readonly closing: AbortSignal;
  /** Told of what no caller hears of. */
  readonly onError: (error: unknown) => void;
}

/** A server that starts does not wait longer for a cluster that is silent. */
const PROBE_TIMEOUT_MS = 10_000;
/**
 * What pods of others hold is counted again after a while, for nodes alone are watched: the more work that is, the longer
 * the while.
 */
const RECOUNT_MS = { least: 10_000, most: 120_000 };
const COUNTING_SHARE = 1 / 50;
/** Nodes change together: a cluster that grows, a rolling upgrade. */
const SETTLE_MS = 250;
const RUNNING = { fieldSelector: "status.phase!=Succeeded,status.phase!=Failed" };

/** Resolves after that time, or sooner with the promise. Rejects with the signal's reason. */
async function changedWithin(patienceMs: number, changed: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const patience = delay(patienceMs, undefined, { signal: until, ref: false }).catch(() => undefined);
  await Promise.race([changed, patience]);
  over.abort();
  signal.throwIfAborted();
}

export function createCapacityWatch(options: CapacityOptions): CapacityWatch {
  const { api, instance, configuration, health, closing, onError } = options;
  const listeners = new Set<(capacity: EngineResources) => void>();
  let capacity: ClusterCapacity | undefined;

  async function count(nodes: readonly V1Node[], timeoutMs?: number): Promise<ClusterCapacity> {
    const request = { query: RUNNING, signal: closing, timeoutMs };
    const { items } = await api.json<{ items: V1Pod[] }>("GET", "/api/v1/pods", request);
    const before = capacity;
    capacity = capacityOf(nodes, items, { instance, configuration, gpusBefore: before?.gpus ?? [] });
    if (before && JSON.stringify(before) !== JSON.stringify(capacity)) {
      for (const listener of listeners) listener(capacity);
    }
    return capacity;
  }

  const nodes = createReflector<V1Node>({
    ...{ api, path: "/api/v1/nodes", query: {}, closing },
    // The watch of the pods, on the same way, tells of it.
    onError: () => undefined,
  });

  async function follow(): Promise<void> {
    const marks = new Map<string, string>();
    let wake = () => {};
    nodes.subscribe((name, node) => {
      const mark = node && capacityMarkOf(node);
      if (mark === marks.get(name)) return;
      if (mark === undefined) marks.delete(name);
      else marks.set(name, mark);
      wake();
    });
    await nodes.whenSynced(closing);
    for (;;) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const startMs = performance.now();
      await count(nodes.all()).catch((error: unknown) => {
        if (health.current().state === "ok" && !closing.aborted) onError(error);
      });
      const patienceMs = (performance.now() - startMs) / COUNTING_SHARE;
      const recountMs = Math.min(RECOUNT_MS.most, Math.max(RECOUNT_MS.least, patienceMs));
      await changedWithin(recountMs, changed, closing);
      await delay(SETTLE_MS, undefined, { signal: closing, ref: false });
    }
  }

  follow().catch((error: unknown) => {
    if (!closing.aborted) onError(error);
  });
  return {
    async probe() {
      try {
        const { items } = await api.json<{ items: V1Node[] }>("GET", "/api/v1/nodes", { timeoutMs: PROBE_TIMEOUT_MS });
        return { ...(await count(items, PROBE_TIMEOUT_MS)) };
      } catch (error) {
        // Waiting would not help.
        const isRefused = isStatus(error, 401) || isStatus(error, 403);
        if (isRefused) throw new EngineError("invalid", `The cluster does not allow it: ${messageOf(error)}.`);
        throw asEngineError(error);
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async images() {
      // Who fills in a form gets what is known by now.
      await nodes.whenSynced(AbortSignal.any([closing, AbortSignal.timeout(PROBE_TIMEOUT_MS)])).catch(() => undefined);
      const names = nodes.all().flatMap(({ status }) => status?.images?.flatMap((image) => image.names ?? []) ?? []);
      // Names by digest are for machines.
      return [...new Set(names.filter((name) => !name.includes("@") && !name.includes("<none>")))].sort();
    },
    gpuAt: (index) => capacity?.gpus[index],
  };
}
