import type { CoreV1Event, V1Pod } from "@kubernetes/client-node";
import { EngineError, type Handle } from "../engine.ts";
import type { Api } from "./api.ts";
import type { ClusterHealth } from "./health.ts";
import { ANNOTATION, LABEL, podNameOf } from "./podSpec.ts";
import { pullRefusalOf, stateOf, type PodNews, type PodState } from "./podState.ts";
import { createReflector } from "./reflector.ts";

/** What is known of this Jobdeck's pods, kept up to date by watching. */
export interface Pods {
  readonly path: string;
  /** The pod of a handle; undefined when there is none (any more). @throws EngineError unavailable */
  find(handle: Handle): Promise<V1Pod | undefined>;
  stateOf(pod: V1Pod): PodState;
  /**
   * Resolves with what `look` finds first, now or after a change of the pod; undefined means "not yet".
   * Rejects with the signal's reason, or what `look` throws.
   */
  until<T>(handle: Handle, signal: AbortSignal, look: (pod: V1Pod | undefined) => T | undefined): Promise<T>;
  list(): Promise<V1Pod[]>;
  /** Watches anew: there is doubt whether the API server still answers. */
  reconnect(): void;
}

export interface PodsOptions {
  readonly api: Api;
  readonly namespace: string;
  readonly instance: string;
  /** Aborted with the error for whoever still waits. */
  readonly closing: AbortSignal;
  /** Told by the watch of the pods whether the API server answers. */
  readonly health: ClusterHealth;
}

/** How many are told of the same pod is not limited: any number may wait for a run. */
type Listener = (pod: V1Pod | undefined) => void;

/** Reasons of events that say what a pod that is starting waits for. */
const NEWS: Readonly<Record<string, string>> = {
  Pulling: "Pulling",
  Pulled: "ContainerCreating",
  Scheduled: "ContainerCreating",
  FailedMount: "ContainerCreating",
  FailedAttachVolume: "ContainerCreating",
  FailedCreatePodSandBox: "ContainerCreating",
  TriggeredScaleUp: "ClusterScalingUp",
  NotTriggerScaleUp: "ClusterScaleUpFailed",
};

export function createPods(options: PodsOptions): Pods {
  const { api, namespace, instance, closing, health } = options;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const selector = { labelSelector: `${LABEL.instance}=${instance}` };
  const listeners = new Map<string, Set<Listener>>();
  const news = new Map<string, PodNews>();

  const tell = (name: string) => {
    const pod = pods.get(name);
    for (const listener of listeners.get(name) ?? []) listener(pod);
  };

  const pods = createReflector<V1Pod>({
    ...{ api, path, query: selector, closing },
    onError: (error) => health.missed(error),
    onAnswer: () => health.answered(),
  });
  const events = createReflector<CoreV1Event>({
    ...{ api, path: `/api/v1/namespaces/${namespace}/events`, closing },
    query: { fieldSelector: "involvedObject.kind=Pod" },
    newsOnly: true,
    // The watch of the pods, on the same way, tells of it.
    onError: () => undefined,
  });
  pods.subscribe((name, pod) => {
    const pullRefusal = pod && pullRefusalOf(pod);
    if (pod === undefined) news.delete(name);
    else if (pullRefusal !== undefined) news.set(name, { ...news.get(name), pullRefusal });
    tell(name);
  });
  events.subscribe((_name, event) => {
    const name = event?.involvedObject.name ?? "";
    const reason = NEWS[event?.reason ?? ""];
    if (reason === undefined || !listeners.has(name)) return;
    news.set(name, { ...news.get(name), latest: { reason, description: event?.message ?? reason } });
    tell(name);
  });

  const podOf = ({ pod: name, uid }: Handle): V1Pod | undefined => {
    const pod = typeof name === "string" ? pods.get(name) : undefined;
    return pod?.metadata?.uid === uid ? pod : undefined;
  };

  return {
    path,
    reconnect: () => pods.reconnect(),
    stateOf: (pod) => stateOf(pod, news.get(pod.metadata?.name ?? "")),
    async find(handle) {
      const unlessAway = health.current();
      if (unlessAway.state === "away") throw new EngineError("unavailable", unlessAway.message);
      await pods.whenSynced(closing);
      const state = health.current();
      if (state.state === "away") throw new EngineError("unavailable", state.message);
      return podOf(handle);
    },
    async until<T>(handle: Handle, signal: AbortSignal, look: (pod: V1Pod | undefined) => T | undefined) {
      signal.throwIfAborted();
      await pods.whenSynced(AbortSignal.any([signal, closing]));
      const now = look(podOf(handle));
      if (now !== undefined) return now;
      const name = String(handle.pod);
      const told = listeners.get(name) ?? new Set<Listener>();
      listeners.set(name, told);
      let stop = () => {};
      try {
        return await new Promise<T>((resolve, reject) => {
          const onAbort = () => reject(signal.reason as Error);
          const onClose = () => reject(closing.reason as Error);
          const listener = () => {
            try {
              const found = look(podOf(handle));
              if (found !== undefined) resolve(found);
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          };
          signal.addEventListener("abort", onAbort, { once: true });
          closing.addEventListener("abort", onClose, { once: true });
          told.add(listener);
          stop = () => {
            signal.removeEventListener("abort", onAbort);
            closing.removeEventListener("abort", onClose);
            told.delete(listener);
          };
        });
      } finally {
        stop();
        if (told.size === 0 && listeners.get(name) === told) listeners.delete(name);
      }
    },
    async list() {
      return (await api.json<{ items: V1Pod[] }>("GET", path, { query: selector, signal: closing })).items;
    },
  };
}

/** What identifies the run of a pod, for the platform to keep. */
export function handleOf(pod: V1Pod): Handle {
  const runId = runIdOf(pod);
  return { runId, pod: pod.metadata?.name ?? podNameOf(runId), uid: pod.metadata?.uid ?? "" };
}

export const runIdOf = (pod: V1Pod): string => pod.metadata?.annotations?.[ANNOTATION.runId] ?? "";
