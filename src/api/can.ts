import type { EngineInfo } from "../../contract/config.ts";
import type { Job } from "../../contract/job.ts";
import { isFinished } from "../../contract/status.ts";
import { whyNotRunning } from "./notRunning.ts";

/** What can be done with a job. */
export type JobAction =
  | "kill"
  | "exec"
  | "attach"
  | "logs"
  | "metrics"
  | "rerun"
  | "openHttp"
  | "sendSignal"
  | "changeLifeSpan"
  | "save"
  | "dropLog"
  | "drop";

/** Whether an action is allowed; the reason is a sentence for the user. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

type Rule = (job: Job, engine: EngineInfo | undefined) => string | undefined;

/** Why an action is not allowed; undefined where it is. */
const RULES: Readonly<Record<JobAction, Rule>> = {
  kill: (job) => (isFinished(job.status) ? whyNotRunning(job) : whyGone(job)),
  exec: (job, engine) => whyUnsupported(engine, "exec") ?? whyNotRunning(job),
  attach: (job, engine) => whyUnsupported(engine, "attach") ?? whyNotRunning(job),
  // A job that waits may be watched: its first line comes as soon as it runs.
  logs: (job, engine) =>
    whyUnsupported(engine, "logs") ?? (job.logsRemoved ? "The job's log was removed." : whyGone(job)),
  metrics: (job, engine) =>
    whyUnsupported(engine, "top") ??
    (isFinished(job.status) ? `${whyNotRunning(job)} Metrics are measured only while a job runs.` : undefined),
  rerun: (job) =>
    job.presetName === undefined
      ? "The job was started with resources of its own instead of a preset. Start a new job with a preset."
      : undefined,
  openHttp: (job, engine) => whyUnsupported(engine, "http") ?? whyNoPage(job),
  sendSignal: (job) => whyNotRunning(job),
  changeLifeSpan: (job) => (isFinished(job.status) ? whyNotRunning(job) : whyGone(job)),
  save: (job, engine) => whyUnsupported(engine, "save") ?? whyNotRunning(job),
  dropLog: (job) => whyNotOver(job) ?? (job.logsRemoved ? "The job's log has been deleted already." : undefined),
  drop: (job) => whyNotOver(job),
};

/** Says whether `action` is allowed in the job's state and by the engine of its cluster, and if not, why. */
export function can(action: JobAction, job: Job, engine?: EngineInfo): Permission {
  const reason = RULES[action](job, engine);
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}

function whyUnsupported(engine: EngineInfo | undefined, feature: string): string | undefined {
  return engine?.unsupported[feature];
}

function whyGone(job: Job): string | undefined {
  return job.beingDropped ? "The job is being removed." : undefined;
}

function whyNotOver(job: Job): string | undefined {
  return isFinished(job.status) ? whyGone(job) : "The job has not ended yet. Kill it first.";
}

function whyNoPage(job: Job): string | undefined {
  if (job.container.http === undefined) return "The job serves no HTTP port.";
  return whyNotRunning(job) ?? (job.httpUrl === undefined ? "The job's page has no address." : undefined);
}
