import { setInterval } from "node:timers";
import type { Logger } from "pino";
import type { ClusterStatePayload, MachinePayload } from "../../../contract/cluster.ts";
import type { ClusterHistoryPayload } from "../../../contract/clusterHistory.ts";
import type { Preset } from "../../../contract/config.ts";
import type { Engine, EngineResources, MachineUse } from "../../engines/engine.ts";
import type { Clock } from "../clock.ts";
import type { HistoryRequest } from "../history/history.ts";
import { isoMicros } from "../jobPayload.ts";
import type { JobRecord } from "../jobRecord.ts";
import { createLedger, type Demand, type Ledger } from "../ledger.ts";
import type { Scheduler } from "../scheduler.ts";
import type { ClusterHistoryStore } from "../store/clusterHistory.ts";
import { createClusterHistory, presetKey, type Values } from "./history.ts";

const SAMPLE_MS = 5_000;
/** A page shows the head of a long queue. */
const MOST_QUEUED = 200;

/** How full the cluster is, and was. */
export interface ClusterWatch {
  /** As it is at this moment; the machine's part is as old as the last sample, a few seconds. */
  now(): ClusterStatePayload;
  history(request: HistoryRequest): ClusterHistoryPayload;
  /** Looks at once and every few seconds from then on. */
  begin(): void;
  close(): Promise<void>;
}

export interface ClusterWatchDeps {
  readonly engine: Pick<Engine, "machine">;
  readonly resources: EngineResources;
  readonly presets: readonly Preset[];
  readonly ledger: Ledger;
  readonly scheduler: Pick<Scheduler, "line">;
  readonly liveJobs: () => readonly JobRecord[];
  /** Since when jobs have been silent, in milliseconds since the epoch, by id. */
  readonly silentSinceMs: () => ReadonlyMap<string, number>;
  readonly store: ClusterHistoryStore;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createClusterWatch(deps: ClusterWatchDeps): ClusterWatch {
  const { engine, resources, presets, ledger, scheduler, clock } = deps;
  const history = createClusterHistory(deps.store);
  let machine: MachinePayload | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  function now(): ClusterStatePayload {
    const jobs = deps.liveJobs();
    const line = scheduler.line();
    const free = ledger.free();
    // There may be more in all, or less, than there was before.
    const empty = createLedger(resources);
    const holding = jobs.filter(isHolding);
    const held = {
      cpu: resources.cpu - free.cpu,
      memory_bytes: resources.memoryBytes - free.memoryBytes,
      gpus: resources.gpus.length - free.gpus,
    };
    return {
      total: { cpu: resources.cpu, memory_bytes: resources.memoryBytes, gpus: resources.gpus.length },
      held: { ...held, cpu: Math.round(held.cpu * 1000) / 1000 },
      credits_per_hour: holding.reduce((sum, job) => sum + job.spec.creditsPerHour, 0),
      presets: presets.map((preset) => ({
        name: preset.name,
        running: holding.filter((job) => job.spec.presetName === preset.name).length,
        waiting: jobs.filter((job) => !isHolding(job) && job.spec.presetName === preset.name).length,
        could_start: ledger.countOf(demandOf(preset)),
        most: empty.countOf(demandOf(preset)),
      })),
      queue: line.slice(0, MOST_QUEUED),
      queue_length: line.length,
      silent: Object.fromEntries([...deps.silentSinceMs()].map(([id, sinceMs]) => [id, isoMicros(sinceMs)])),
      machine,
    };
  }

  async function look(): Promise<void> {
    try {
      const use = await engine.machine?.();
      const timeS = Math.floor(clock.now() / 1000);
      if (use) machine = machinePayload(use, machine, timeS);
      history.take(timeS, { ...clusterValues(now()), ...(use ? machineValues(use) : {}) });
    } catch (error) {
      deps.log.warn({ err: error }, "the cluster could not be measured");
    }
  }

  return {
    now,
    history: (request) => history.read(request, clock.now() / 1000),
    begin() {
      looking = look();
      timer = setInterval(() => {
        // A look that takes long is not overtaken by the next.
        looking = looking.then(look);
      }, SAMPLE_MS);
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Whether a job has resources: one that waits has none, nor has one that is suspended. */
function isHolding(job: JobRecord): boolean {
  return job.gpus !== undefined && job.status !== "suspended";
}

function demandOf({ cpu, memoryBytes, nvidiaGpu }: Preset): Demand {
  return { cpu, memoryBytes, gpuCount: nvidiaGpu?.count ?? 0, gpuModel: nvidiaGpu?.model };
}

function machinePayload(use: MachineUse, before: MachinePayload | undefined, timeS: number): MachinePayload {
  return {
    timestamp: timeS,
    cpu: use.cpu ?? before?.cpu ?? 0,
    cpu_total: use.cpuTotal,
    memory_bytes: use.memoryBytes,
    memory_total_bytes: use.memoryTotalBytes,
    disk_bytes: use.diskBytes,
    disk_total_bytes: use.diskTotalBytes,
    gpus: use.gpus.map((gpu) => ({
      model: gpu.model,
      duty_cycle: gpu.dutyPercent,
      memory_bytes: gpu.memoryBytes,
      memory_total_bytes: gpu.memoryTotalBytes,
    })),
  };
}

function clusterValues(state: ClusterStatePayload): Values {
  const values: Record<string, number> = {
    running: state.presets.reduce((sum, { running }) => sum + running, 0),
    waiting: state.queue_length,
    credits_per_hour: state.credits_per_hour,
    held_cpu: state.held.cpu,
    held_memory_bytes: state.held.memory_bytes,
    held_gpus: state.held.gpus,
  };
  for (const preset of state.presets) {
    values[presetKey(preset.name, "running")] = preset.running;
    values[presetKey(preset.name, "waiting")] = preset.waiting;
    values[presetKey(preset.name, "could_start")] = preset.could_start;
  }
  return values;
}

function machineValues({ cpu, memoryBytes, diskBytes, gpus }: MachineUse): Values {
  return {
    ...(cpu === undefined ? {} : { cpu }),
    memory_bytes: memoryBytes,
    ...(diskBytes === undefined ? {} : { disk_bytes: diskBytes }),
    ...(gpus.length === 0
      ? {}
      : {
          gpu_duty_cycle: gpus.reduce((sum, { dutyPercent }) => sum + dutyPercent, 0) / gpus.length,
          gpu_memory_bytes: gpus.reduce((sum, gpu) => sum + gpu.memoryBytes, 0),
        }),
  };
}
