import { splitShellLine } from "../../contract/shellLine.ts";
import type { ContainerPayload } from "../../contract/container.ts";
import { MEBIBYTE } from "../../contract/sizes.ts";
import type { RunSpec } from "../engines/engine.ts";
import { statusSinceMs, type JobRecord, type JobSpec, type RunRecord } from "./jobRecord.ts";
import type { Demand } from "./ledger.ts";
import type { RunMaterials } from "./materials.ts";
import type { Candidate } from "./turns.ts";

/** Image names mean the same with and without the tag that everyone leaves out. */
export function withoutLatest(image: string): string {
  return image.replace(/:latest$/, "");
}

/** What the engine is to execute. @param extraEnv variables of the platform's own; the job's win */
export function runSpecOf(
  job: JobRecord,
  run: RunRecord,
  extraEnv: Readonly<Record<string, string>>,
  materials: RunMaterials,
): RunSpec {
  const { container } = job.spec;
  return {
    runId: run.runId,
    image: withoutLatest(container.image),
    entrypoint: words(container.entrypoint),
    command: words(container.command),
    workingDir: container.working_dir ?? undefined,
    env: { ...extraEnv, ...container.env },
    ...materials,
    tty: container.tty ?? false,
    privileged: job.spec.privileged,
    profile: job.spec.presetName,
    resources: {
      cpu: container.resources.cpu,
      memoryBytes: memoryBytesOf(container),
      shm: container.resources.shm ?? false,
      gpus: job.gpus ?? [],
    },
  };
}

/** A job as it waits for its turn: its first one, or, when it is suspended, the next. */
export function candidateOf(job: JobRecord): Candidate {
  const { id, owner, spec } = job;
  const isSuspended = job.status === "suspended";
  return {
    ...{ id, owner, priority: spec.priority, takesTurns: spec.schedulerEnabled },
    waitingSinceMs: isSuspended ? statusSinceMs(job) : job.createdAtMs,
    demand: isSuspended ? { ...demandOf(spec), gpus: job.gpus } : demandOf(spec),
  };
}

/** What a job holds while it runs. */
function demandOf(spec: JobSpec): Demand {
  const { resources } = spec.container;
  return {
    cpu: resources.cpu,
    memoryBytes: memoryBytesOf(spec.container),
    gpuCount: resources.nvidia_gpu ?? 0,
    gpuModel: resources.nvidia_gpu_model ?? undefined,
  };
}

function memoryBytesOf({ resources }: ContainerPayload): number {
  return resources.memory ?? (resources.memory_mb ?? 0) * MEBIBYTE;
}

/** The line was checked when the job was accepted. An empty line is a list of no words, not the image's own. */
function words(line: string | null | undefined): readonly string[] | undefined {
  if (line === null || line === undefined) return undefined;
  const split = splitShellLine(line);
  return split.ok ? split.words : undefined;
}
