import type { ContainerPayload } from "../../contract/container.ts";
import type { Priority, RestartPolicy } from "../../contract/job.ts";
import { isFinished, type JobStatus } from "../../contract/status.ts";
import type { Handle } from "../engines/engine.ts";

/** What was asked for, fixed when the job was accepted; stored as JSON. */
export interface JobSpec {
  /** As it travels, with the preset's resources filled in. */
  readonly container: ContainerPayload;
  readonly presetName?: string;
  readonly description?: string;
  readonly schedulerEnabled: boolean;
  readonly preemptibleNode: boolean;
  readonly passConfig: boolean;
  readonly privileged: boolean;
  readonly restartPolicy: RestartPolicy;
  readonly priority: Priority;
  readonly scheduleTimeoutSeconds?: number;
  readonly creditsPerHour: number;
  /** Whether it waits when its owner has as many jobs as he may; jobs of earlier releases do not say. */
  readonly waitsForQuota?: boolean;
}

export interface Transition {
  readonly status: JobStatus;
  readonly timeMs: number;
  readonly reason?: string;
  readonly description?: string;
  readonly exitCode?: number;
}

/** Why a job was ended from outside. */
export type StopReason = "UserRequested" | "LifeSpanEnded";

/** A job as it is stored. Never changed in place. */
export interface JobRecord {
  readonly id: string;
  readonly name?: string;
  readonly owner: string;
  readonly clusterName: string;
  readonly orgName?: string;
  readonly projectName: string;
  readonly createdAtMs: number;
  readonly tags: readonly string[];
  readonly spec: JobSpec;
  readonly status: JobStatus;
  /** Oldest first, never empty. */
  readonly transitions: readonly Transition[];
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly restarts: number;
  /** Restarts in a row after short runs; the next back-off grows with it. */
  readonly quickEnds: number;
  /** Set while the job waits to be started again. */
  readonly restartAtMs?: number;
  readonly lifeSpanMinutes?: number;
  /** Set as soon as it was asked for; the job is over once its processes are gone. */
  readonly stopReason?: StopReason;
  /** Milliseconds for which it was suspended, up to its last transition; undefined: never. */
  readonly suspendedMs?: number;
  /** GPU indexes that the job holds, or had when it was suspended; undefined before and after it has resources. */
  readonly gpus?: readonly number[];
  /** Whether the engine has something of the job that runs or is about to. */
  readonly materialized: boolean;
  readonly beingDropped: boolean;
  readonly logsRemoved: boolean;
}

/** One attempt to execute a job. */
export interface RunRecord {
  readonly runId: string;
  readonly jobId: string;
  /** Counts from 0. */
  readonly attempt: number;
  /** Undefined until the engine has answered. */
  readonly handle?: Handle;
}

const KEPT_FROM_START = 20;
const KEPT_IN_ALL = 200;

/** A job that restarts for ever would grow for ever: its first transitions and its latest are kept. */
function capped(transitions: readonly Transition[]): readonly Transition[] {
  if (transitions.length <= KEPT_IN_ALL) return transitions;
  return [
    ...transitions.slice(0, KEPT_FROM_START),
    ...transitions.slice(transitions.length - KEPT_IN_ALL + KEPT_FROM_START),
  ];
}

/** The job after one more transition; times never run backwards, and the first start and the end are noted. */
export function withTransition(job: JobRecord, next: Transition): JobRecord {
  const timeMs = Math.max(next.timeMs, job.transitions.at(-1)?.timeMs ?? job.createdAtMs);
  const finished = isFinished(next.status);
  const suspendedMs = job.status === "suspended" ? timeMs - statusSinceMs(job) : 0;
  return {
    ...job,
    status: next.status,
    transitions: capped([...job.transitions, { ...next, timeMs }]),
    startedAtMs: job.startedAtMs ?? (next.status === "running" ? timeMs : undefined),
    finishedAtMs: finished ? timeMs : undefined,
    suspendedMs: (job.suspendedMs ?? 0) + suspendedMs,
  };
}

/** When the job's latest transition was. */
export function statusSinceMs(job: JobRecord): number {
  return job.transitions.at(-1)?.timeMs ?? job.createdAtMs;
}

/**
 * Seconds since the job first ran until its end without those in which it was suspended. Pauses between restarts are
 * included: it holds its resources meanwhile.
 */
export function runTimeSeconds(job: JobRecord, nowMs: number): number {
  if (job.startedAtMs === undefined) return 0;
  const endMs = job.finishedAtMs ?? (job.status === "suspended" ? statusSinceMs(job) : nowMs);
  return Math.max(0, endMs - job.startedAtMs - (job.suspendedMs ?? 0)) / 1000;
}
