import type { Job, StatusItem } from "../../contract/job.ts";
import { formatBytes } from "../../contract/sizes.ts";
import { isFinished, type JobStatus } from "../../contract/status.ts";

/** A job's state in words: one short sentence, and what the platform says beyond it. */
export interface StatusWords {
  readonly title: string;
  readonly detail: string | undefined;
}

/** What {@link statusWords} reads of a transition or of a job's history. */
export type StatusFacts = Pick<StatusItem, "status" | "reason" | "description" | "exitCode">;

const STATUS_LABELS: Record<JobStatus, string> = {
  pending: "Pending",
  suspended: "Suspended",
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  unknown: "Unknown",
};

/** The status as one word for people. */
export function statusLabel(status: JobStatus): string {
  return STATUS_LABELS[status];
}

/** Reasons that say enough by themselves, whatever the status. */
const REASON_TITLES: Readonly<Record<string, string>> = {
  Creating: "Waiting to be scheduled",
  Scheduling: "Waiting for free resources",
  Pulling: "Pulling the image",
  ContainerCreating: "Creating the container",
  PodInitializing: "Preparing the container",
  ErrImagePull: "The image could not be pulled",
  ImagePullBackOff: "The image could not be pulled; trying again",
  InvalidImageName: "The image's name is not valid",
  ContainerCannotRun: "The container could not start",
  Restarting: "Restarting",
  ClusterScalingUp: "Waiting for the cluster to grow",
  ClusterScaleUpFailed: "No resources became free in time",
  DiskUnavailable: "A disk is not available",
  QuotaExhausted: "The quota is used up",
  NotFound: "The platform lost the job",
  OOMKilled: "Out of memory",
  Completed: "Finished",
  LifeSpanEnded: "Its life span was over",
  UserRequested: "Killed by its owner",
  Collected: "Removed by the platform",
  ClusterNotFound: "The cluster is gone",
};

/** Signals that a job usually ends by, by number. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  15: "SIGTERM",
  24: "SIGXCPU",
  25: "SIGXFSZ",
};

/** Says what an exit code means: `exit code 43`, `exit code 137, ended by SIGKILL`. */
export function exitCodeWords(exitCode: number): string {
  const signal = exitCode > 128 ? SIGNALS[exitCode - 128] : undefined;
  return signal ? `exit code ${exitCode}, ended by ${signal}` : `exit code ${exitCode}`;
}

/** One transition in words. A reason that this release does not know is shown as it came. */
export function statusWords(facts: StatusFacts): StatusWords {
  return { title: titleOf(facts), detail: detailOf(facts) };
}

/** What {@link jobStatusWords} reads of a job. */
export type JobFacts = Pick<Job, "status" | "history" | "container">;

/** A job's present state in words; a job that waits for resources says for which. */
export function jobStatusWords(job: JobFacts): StatusWords {
  const { reason, description, exitCode } = job.history;
  const words = statusWords({ status: job.status, reason, description, exitCode });
  const waits = job.status === "pending" && reason === "Scheduling";
  return waits ? { ...words, title: `Waiting for ${resourceWords(job.container.resources)}` } : words;
}

function titleOf({ status, reason, exitCode }: StatusFacts): string {
  if (status === "succeeded") return "Succeeded";
  if (status === "failed" && (reason === undefined || reason === "Error")) {
    return exitCode === undefined ? "Failed" : `Failed with ${exitCodeWords(exitCode)}`;
  }
  if (reason === undefined || reason === "Error") return statusLabel(status);
  const known = REASON_TITLES[reason];
  const title = known ?? `${statusLabel(status)}: ${reason}`;
  const showsCode = isFinished(status) && exitCode !== undefined && exitCode !== 0 && reason !== "UserRequested";
  return showsCode ? `${title} (${exitCodeWords(exitCode)})` : title;
}

/** Reasons whose title leaves nothing to add. */
const SAYS_ALL: ReadonlySet<string> = new Set(["UserRequested", "LifeSpanEnded"]);

/** What the description says beyond the title: the exit code stands there already. */
function detailOf({ reason, description, exitCode }: StatusFacts): string | undefined {
  if (reason !== undefined && SAYS_ALL.has(reason)) return undefined;
  const code = exitCode === undefined ? "" : String(exitCode);
  const text = description?.replace(new RegExp(`\\s*\\(?\\bexit code: ${code}\\)?\\.?\\s*$`, "i"), "").trim();
  return text === "" || text === reason ? undefined : text;
}

/** What a container asks for, in words: `2 CPUs, 4 GiB and 1 GPU`. */
export function resourceWords(resources: Job["container"]["resources"]): string {
  const gpus = (resources.nvidiaGpu ?? 0) + (resources.amdGpu ?? 0) + (resources.intelGpu ?? 0);
  const parts = [count(resources.cpu, "CPU"), formatBytes(resources.memoryBytes)];
  if (gpus > 0) parts.push(count(gpus, "GPU"));
  if (resources.tpu) parts.push(`TPU ${resources.tpu.type}`);
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}
