import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import type { RunEnd, StartProgress } from "../engine.ts";
import { CONTAINER } from "./podSpec.ts";

/** What a pod is doing, in the words of the engine's interface. */
export type PodState =
  | ({ readonly state: "starting" } & StartProgress)
  /** It will not start: the sentence says why. */
  | { readonly state: "refused"; readonly reason: string; readonly message: string }
  | { readonly state: "running"; readonly startedAtMs: number }
  | ({ readonly state: "ended" } & RunEnd);

const KILLED = 137;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/** Waiting for it any longer changes nothing. */
const HOPELESS: ReadonlySet<string> = new Set(["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError"]);

/** What a pod that starts has said of itself. */
export interface PodNews {
  /** What the latest event about it said. */
  readonly latest?: StartProgress;
  /** Why its image could not be pulled the last time. */
  readonly pullRefusal?: string;
}

export function stateOf(pod: V1Pod, news: PodNews = {}): PodState {
  const container = pod.status?.containerStatuses?.find(({ name }) => name === CONTAINER);
  if (container?.state?.terminated) return { state: "ended", ...endOf(pod, container) };
  const { phase } = pod.status ?? {};
  if (phase === "Failed" || phase === "Succeeded") return { state: "ended", ...endWithoutContainer(pod) };
  const running = container?.state?.running;
  if (running) return { state: "running", startedAtMs: timeMs(running.startedAt) ?? createdAtMs(pod) };
  const waiting = container?.state?.waiting;
  if (waiting?.reason !== undefined && HOPELESS.has(waiting.reason)) {
    return { state: "refused", reason: waiting.reason, message: waiting.message ?? waiting.reason };
  }
  return { state: "starting", ...progressOf(pod, waiting, news) };
}

/** Why the pod's image cannot be pulled; undefined while nothing is known against it. */
export function pullRefusalOf(pod: V1Pod): string | undefined {
  const waiting = pod.status?.containerStatuses?.find(({ name }) => name === CONTAINER)?.state?.waiting;
  return waiting?.reason === "ErrImagePull" ? waiting.message : undefined;
}

function progressOf(
  pod: V1Pod,
  waiting: { readonly reason?: string; readonly message?: string } | undefined,
  { latest, pullRefusal }: PodNews,
): StartProgress {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False") {
    return { reason: "Scheduling", description: scheduled.message ?? "Waiting for a node with enough room." };
  }
  if (scheduled === undefined) return { reason: "Scheduling", description: "Waiting for the cluster's scheduler." };
  const { reason = "ContainerCreating", message } = waiting ?? {};
  // Between two attempts the status says only that there will be another.
  if (reason === "ImagePullBackOff" && pullRefusal !== undefined) {
    return { reason, description: `${pullRefusal.replace(/\.?$/, ".")} It is tried again.` };
  }
  // The status says why an image cannot be pulled; what else goes on is only told by events.
  if (message !== undefined) return { reason, description: message };
  if (latest !== undefined) return latest;
  return { reason, description: `The container is being created on the node ${pod.spec?.nodeName ?? ""}.` };
}

function endOf(pod: V1Pod, { state }: V1ContainerStatus): RunEnd {
  const { exitCode = KILLED, reason, message, startedAt, finishedAt } = state?.terminated ?? {};
  const finishedAtMs = timeMs(finishedAt) ?? createdAtMs(pod);
  // A container that never started has the beginning of time for its start.
  const startedAtMs = Math.min(Math.max(timeMs(startedAt) ?? 0, createdAtMs(pod)), finishedAtMs);
  const times = { startedAtMs, finishedAtMs };
  if (reason === "StartError" || reason === "ContainerCannotRun" || reason === "RunContainerError") {
    const isMissing = /not found|no such file/i.test(message ?? "");
    return { exitCode: isMissing ? NOT_FOUND : NOT_EXECUTABLE, ...times, reason: "ContainerCannotRun", message };
  }
  if (reason === "OOMKilled") {
    return { exitCode, ...times, reason, message: "The job used more memory than it may." };
  }
  const said = message === undefined || message === "" ? {} : { message };
  return { exitCode, ...times, ...said, ...evictionOf(pod) };
}

/** A pod that the node gave up, or that it never saw. */
function endWithoutContainer(pod: V1Pod): RunEnd {
  const finishedAtMs = Math.max(...(pod.status?.conditions ?? []).map((each) => timeMs(each.lastTransitionTime) ?? 0));
  const startedAtMs = timeMs(pod.status?.startTime) ?? createdAtMs(pod);
  const end = { exitCode: KILLED, startedAtMs, finishedAtMs: Math.max(finishedAtMs, startedAtMs) };
  return { reason: "Error", message: "The pod ended without its container's exit code.", ...end, ...evictionOf(pod) };
}

function evictionOf({ status }: V1Pod): { reason?: string; message?: string } {
  if (status?.phase !== "Failed" || status.reason === undefined) return {};
  return { reason: status.reason, ...(status.message && { message: status.message }) };
}

const createdAtMs = (pod: V1Pod): number => timeMs(pod.metadata?.creationTimestamp) ?? 0;

/** Objects are read as they come: times are texts here, whatever their type says. */
function timeMs(time: Date | string | undefined | null): number | undefined {
  return time === undefined || time === null ? undefined : new Date(time).getTime();
}
