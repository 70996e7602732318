import { createHash } from "node:crypto";
import type { JobPayload } from "../../contract/job.ts";
import { isFinished, isPending } from "../../contract/status.ts";
import type { Idleness } from "./idleWatch.ts";
import type { WaitingFor } from "./scheduler.ts";
import { runTimeSeconds, type JobRecord, type Transition } from "./jobRecord.ts";

/** The number of the form in which finished jobs are kept encoded: another one whenever their payload changes. */
export const PAYLOAD_FORM = 1;

/** ISO 8601 in UTC with six decimals, as the public platform writes times. */
export function isoMicros(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, -1)}000+00:00`;
}

/** Credits as they travel: a decimal string without trailing zeros. */
export function decimal(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, "");
}

/**
 * A job as it travels.
 * @param waitingFor what a waiting job waits for at this moment
 */
export function jobPayload(
  job: JobRecord,
  nowMs: number,
  waitingFor?: WaitingFor,
  idleness: Idleness = {},
): JobPayload {
  const { spec } = job;
  const hash = orgProjectHash(job);
  const scope = [job.clusterName, job.orgName, job.projectName].filter((part) => part !== undefined).join("/");
  const seconds = runTimeSeconds(job, nowMs);
  return {
    id: job.id,
    owner: job.owner,
    cluster_name: job.clusterName,
    org_name: job.orgName,
    project_name: job.projectName,
    namespace: `platform--${job.orgName ?? "no-org"}--${job.projectName}--${hash}`,
    org_project_hash: hash,
    uri: `job://${scope}/${job.id}`,
    status: job.status,
    statuses: statusesOf(job, waitingFor),
    history: historyOf(job, seconds, waitingFor),
    container: spec.container,
    name: job.name,
    description: spec.description,
    tags: [...job.tags],
    preset_name: spec.presetName,
    scheduler_enabled: spec.schedulerEnabled,
    preemptible_node: spec.preemptibleNode,
    is_preemptible: spec.schedulerEnabled,
    is_preemptible_node_required: spec.preemptibleNode,
    pass_config: spec.passConfig,
    privileged: spec.privileged,
    restart_policy: spec.restartPolicy,
    priority: spec.priority,
    max_run_time_minutes: job.lifeSpanMinutes,
    schedule_timeout: spec.scheduleTimeoutSeconds,
    materialized: job.materialized,
    being_dropped: job.beingDropped,
    logs_removed: job.logsRemoved,
    total_price_credits: decimal((seconds / 3600) * spec.creditsPerHour),
    price_credits_per_hour: decimal(spec.creditsPerHour),
    ...idleFields(idleness),
  };
}

function idleFields({ cpuSinceMs, gpuSinceMs }: Idleness): Pick<JobPayload, "idle"> {
  if (cpuSinceMs === undefined && gpuSinceMs === undefined) return {};
  const time = (sinceMs: number | undefined) => (sinceMs === undefined ? undefined : isoMicros(sinceMs));
  return { idle: { cpu_since: time(cpuSinceMs), gpu_since: time(gpuSinceMs) } };
}

/** What the latest transition says, completed by what the scheduler knows at this moment. */
function currentOf(job: JobRecord, waitingFor: WaitingFor | undefined): Transition {
  const last = job.transitions.at(-1) ?? { status: job.status, timeMs: job.createdAtMs };
  if (waitingFor === undefined || !isPending(job.status)) return last;
  // Why it was suspended is worth knowing beside what it waits for now.
  const words = job.status === "suspended" ? [last.description, waitingFor.description] : [waitingFor.description];
  return { ...last, ...waitingFor, description: words.join(" ") };
}

function statusesOf(job: JobRecord, waitingFor: WaitingFor | undefined): JobPayload["statuses"] {
  return [...job.transitions.slice(0, -1), currentOf(job, waitingFor)].map((item) => ({
    status: item.status,
    transition_time: isoMicros(item.timeMs),
    reason: item.reason ?? null,
    description: item.description ?? null,
    exit_code: item.exitCode ?? null,
  }));
}

function historyOf(job: JobRecord, seconds: number, waitingFor: WaitingFor | undefined): JobPayload["history"] {
  const current = currentOf(job, waitingFor);
  // A job that ended before it ran counts as started when it ended: a finished job has no missing times.
  const startedAtMs = job.startedAtMs ?? job.finishedAtMs;
  return {
    status: job.status,
    reason: current.reason ?? null,
    description: current.description ?? null,
    created_at: isoMicros(job.createdAtMs),
    started_at: startedAtMs === undefined ? undefined : isoMicros(startedAtMs),
    finished_at: isFinished(job.status) ? isoMicros(job.finishedAtMs ?? job.createdAtMs) : undefined,
    exit_code: current.exitCode,
    restarts: job.restarts,
    run_time_seconds: seconds,
  };
}

/** There are few projects and many jobs; a list spells the hash of one thousands of times. */
const hashes = new Map<string, string>();

function orgProjectHash(job: JobRecord): string {
  const project = `${job.orgName ?? ""}/${job.projectName}`;
  const known = hashes.get(project);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(project).digest("hex").slice(0, 10);
  hashes.set(project, hash);
  return hash;
}
