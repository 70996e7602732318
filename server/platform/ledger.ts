import { formatBytes } from "../../contract/sizes.ts";
import type { EngineResources } from "../engines/engine.ts";

/** What a job holds while it runs. */
export interface Demand {
  /** Cores; counted in thousandths. */
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly gpuCount: number;
  /** Undefined: any. */
  readonly gpuModel?: string;
  /** Exactly these, by index: a process that was started on them cannot move. Undefined: any of the model. */
  readonly gpus?: readonly number[];
}

interface Holding {
  readonly demand: Demand;
  readonly gpus: readonly number[];
}

/** Keeps account of who holds which part of the machine. */
export interface Ledger {
  /** Gives a job what it asks for: the indexes of its GPUs; undefined when it does not fit now. */
  take(id: string, demand: Demand): readonly number[] | undefined;
  /** Notes what a job holds already, fitting or not. */
  restore(id: string, demand: Demand, gpus: readonly number[]): void;
  /** Gives back what a job holds, if anything. */
  release(id: string): void;
  /** Says what is missing at the moment; undefined when it fits. */
  missing(demand: Demand): string | undefined;
  /** Says why it can never fit; undefined when it can. */
  impossible(demand: Demand): string | undefined;
  /** How many more of this fit at the moment. */
  countOf(demand: Demand): number;
  /** Counts what is free once more: there may be more or less in all than before. */
  recount(): void;
  /** What nobody holds. */
  free(): { cpu: number; memoryBytes: number; gpus: number };
}

const milli = (cpu: number) => Math.round(cpu * 1000);

export function createLedger(total: EngineResources): Ledger {
  const holdings = new Map<string, Holding>();
  let freeMilliCpu = milli(total.cpu);
  let freeMemoryBytes = total.memoryBytes;
  const freeGpus = new Set(total.gpus.keys());

  const suits = (index: number, model?: string) => model === undefined || total.gpus[index]?.model === model;
  const freeGpusFor = (model?: string) => [...freeGpus].filter((index) => suits(index, model)).sort((a, b) => a - b);
  const allGpusFor = (model?: string) => total.gpus.filter((gpu) => model === undefined || gpu.model === model).length;

  function missing(demand: Demand): string | undefined {
    if (milli(demand.cpu) > freeMilliCpu) {
      const free = Math.max(0, freeMilliCpu) / 1000;
      return `Waiting for ${cpus(demand.cpu)}: ${free} of ${total.cpu} are free.`;
    }
    if (demand.memoryBytes > freeMemoryBytes) {
      const free = formatBytes(Math.max(0, freeMemoryBytes));
      return `Waiting for ${formatBytes(demand.memoryBytes)} of memory: ${free} of ${formatBytes(total.memoryBytes)} are free.`;
    }
    const free = demand.gpus?.filter((index) => freeGpus.has(index)).length ?? freeGpusFor(demand.gpuModel).length;
    if (demand.gpuCount > free) {
      return `Waiting for ${gpus(demand)}: ${free} of ${allGpusFor(demand.gpuModel)} are free.`;
    }
    return undefined;
  }

  function impossible(demand: Demand): string | undefined {
    if (milli(demand.cpu) > milli(total.cpu)) {
      return `The job needs ${cpus(demand.cpu)}, but there are only ${total.cpu} in all.`;
    }
    if (demand.memoryBytes > total.memoryBytes) {
      return `The job needs ${formatBytes(demand.memoryBytes)} of memory, but there are only ${formatBytes(total.memoryBytes)} in all.`;
    }
    const inAll = allGpusFor(demand.gpuModel);
    return demand.gpuCount > inAll ? `The job needs ${gpus(demand)}, but there are only ${inAll} in all.` : undefined;
  }

  function restore(id: string, demand: Demand, gpuIndexes: readonly number[]): void {
    holdings.set(id, { demand, gpus: gpuIndexes });
    freeMilliCpu -= milli(demand.cpu);
    freeMemoryBytes -= demand.memoryBytes;
    for (const index of gpuIndexes) freeGpus.delete(index);
  }

  function recount(): void {
    const held = [...holdings.values()];
    freeMilliCpu = held.reduce((left, { demand }) => left - milli(demand.cpu), milli(total.cpu));
    freeMemoryBytes = held.reduce((left, { demand }) => left - demand.memoryBytes, total.memoryBytes);
    freeGpus.clear();
    for (const index of total.gpus.keys()) freeGpus.add(index);
    for (const index of held.flatMap(({ gpus }) => gpus)) freeGpus.delete(index);
  }

  return {
    recount,
    missing,
    impossible,
    restore,
    take(id, demand) {
      if (missing(demand) !== undefined) return undefined;
      const taken = demand.gpus ?? freeGpusFor(demand.gpuModel).slice(0, demand.gpuCount);
      restore(id, demand, taken);
      return taken;
    },
    release(id) {
      const holding = holdings.get(id);
      if (!holding) return;
      holdings.delete(id);
      freeMilliCpu += milli(holding.demand.cpu);
      freeMemoryBytes += holding.demand.memoryBytes;
      for (const index of holding.gpus) if (index < total.gpus.length) freeGpus.add(index);
    },
    countOf(demand) {
      const counts = [Math.floor(freeMilliCpu / milli(demand.cpu)), Math.floor(freeMemoryBytes / demand.memoryBytes)];
      if (demand.gpuCount > 0) counts.push(Math.floor(freeGpusFor(demand.gpuModel).length / demand.gpuCount));
      return Math.max(0, Math.min(...counts));
    },
    free: () => ({
      cpu: Math.max(0, freeMilliCpu) / 1000,
      memoryBytes: Math.max(0, freeMemoryBytes),
      gpus: freeGpus.size,
    }),
  };
}

function cpus(count: number): string {
  return `${count} ${count === 1 ? "CPU" : "CPUs"}`;
}

function gpus(demand: Demand): string {
  const model = demand.gpuModel === undefined ? "" : `${demand.gpuModel} `;
  return `${demand.gpuCount} ${model}${demand.gpuCount === 1 ? "GPU" : "GPUs"}`;
}
