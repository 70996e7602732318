import type { EngineInfo, PlatformConfig } from "../../contract/config.ts";
import type { Job } from "../../contract/job.ts";
import { whyNotChange, whyNotWrite, type Asker } from "../../contract/roles.ts";
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
  | "asCommand"
  | "openHttp"
  | "openPort"
  | "sendSignal"
  | "changeLifeSpan"
  | "save"
  | "dropLog"
  | "drop";

/** Whether an action is allowed; the reason is a sentence for the user. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** {@link can} for whoever is signed in, on the engine of the job's cluster. */
export type Allows = (action: JobAction, job: Job) => Permission;

/** What of an engine is asked: what it cannot do. */
type Refusals = Pick<EngineInfo, "unsupported">;

type Rule = (job: Job, engine: Refusals | undefined) => string | undefined;

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
  // Only our own platform, which tells of its engine, is known to take jobs without a preset still.
  rerun: (job, engine) =>
    job.presetName === undefined && engine === undefined
      ? "The job was started with resources of its own instead of a preset. Start a new job with a preset."
      : undefined,
  // Words about a job, for whoever may see it.
  asCommand: () => undefined,
  openPort: (job, engine) => whyUnsupported(engine, "port_forward") ?? whyNotRunning(job),
  openHttp: (job, engine) => whyUnsupported(engine, "http") ?? whyNoPage(job),
  sendSignal: (job) => whyNotRunning(job),
  changeLifeSpan: (job) => (isFinished(job.status) ? whyNotRunning(job) : whyGone(job)),
  save: (job, engine) => whyUnsupported(engine, "save") ?? whyNotRunning(job),
  dropLog: (job) => whyNotOver(job) ?? (job.logsRemoved ? "The job's log has been deleted already." : undefined),
  drop: (job) => whyNotOver(job),
};

/** What only the owner or a manager may do, in words that go on from "Only anna or a manager may". */
const OWNERS_ALONE: Readonly<Partial<Record<JobAction, string>>> = {
  kill: "end this job",
  exec: "open a shell in this job",
  attach: "type into this job",
  openPort: "open a port of this job",
  sendSignal: "send signals to this job",
  changeLifeSpan: "change this job's life span",
  save: "save this job",
  dropLog: "delete this job's log",
  drop: "delete this job",
};

/** Actions that make something new, which every role but reader may. */
const WRITES: ReadonlySet<JobAction> = new Set(["rerun"]);

/**
 * Says whether `action` is allowed in the job's state, by the engine of its cluster and to the one who asks, and if
 * not, why. Where it is not known who asks the server has the last word.
 */
export function can(action: JobAction, job: Job, engine?: Refusals, asker?: Asker): Permission {
  return permissionOf(RULES[action](job, engine) ?? whyNotAllowed(action, job, asker));
}

/** Says whether the one who asks may start jobs, and if not, why. */
export function canStart(asker: Asker | undefined): Permission {
  return permissionOf(asker && whyNotWrite(asker));
}

/** Says whether the one who asks may change a project's files, secrets and disks, and if not, why. */
export function canChangeProject(asker: Asker | undefined, projectName: string): Permission {
  return permissionOf(asker && whyNotChange(asker, projectName, `change the project ${projectName}`));
}

/** Who asks; undefined where a platform does not say. */
export function askerOf(config: PlatformConfig | undefined): Asker | undefined {
  if (config?.username === undefined || config.role === undefined) return undefined;
  return { name: config.username, role: config.role };
}

function permissionOf(reason: string | undefined): Permission {
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}

function whyNotAllowed(action: JobAction, job: Job, asker: Asker | undefined): string | undefined {
  const what = OWNERS_ALONE[action];
  if (asker === undefined) return undefined;
  if (what !== undefined) return whyNotChange(asker, job.owner, what);
  return WRITES.has(action) ? whyNotWrite(asker) : undefined;
}

function whyUnsupported(engine: Refusals | undefined, feature: string): string | undefined {
  return engine?.unsupported[feature];
}

function whyGone(job: Job): string | undefined {
  return job.beingDropped ? "The job is being removed." : undefined;
}

const NO_ADDRESS =
  "The job's page has no address here: open the dashboard on the server's own machine, or start it with --jobs-domain.";
function whyNotOver(job: Job): string | undefined {
  return isFinished(job.status) ? whyGone(job) : "The job has not ended yet. Kill it first.";
}

function whyNoPage(job: Job): string | undefined {
  if (job.container.http === undefined) return "The job serves no HTTP port.";
  return whyNotRunning(job) ?? (job.httpUrl === undefined ? NO_ADDRESS : undefined);
}
