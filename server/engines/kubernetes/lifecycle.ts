import type { V1Pod, V1Secret } from "@kubernetes/client-node";
import { EngineError, type Handle, type RunSpec, type StartOptions } from "../engine.ts";
import { asEngineError, isStatus, type Api } from "./api.ts";
import { handleOf, runIdOf, type Pods } from "./pods.ts";
import { checkSpec, LABEL, podNameOf, podOf, secretOf, type PodContext } from "./podSpec.ts";
import type { Shell } from "./shell.ts";
import { SIGNAL_ALL } from "./scripts.ts";

/** How long an image that cannot be pulled is tried for: registries have short illnesses. */
const PULL_PATIENCE_MS = 180_000;
const PULL_FAILURES: ReadonlySet<string> = new Set(["ErrImagePull", "ImagePullBackOff", "RegistryUnavailable"]);

interface LifecycleOptions {
  readonly api: Api;
  readonly namespace: string;
  readonly pods: Pods;
  readonly context: PodContext;
  readonly shell: Shell;
  readonly closing: AbortSignal;
}

/** Starting, stopping and forgetting runs. */
export function createLifecycle({ api, namespace, pods, context, shell, closing }: LifecycleOptions) {
  const secretsPath = `/api/v1/namespaces/${namespace}/secrets`;
  const starting = new Map<string, Promise<Handle>>();

  async function start(spec: RunSpec, options: StartOptions = {}): Promise<Handle> {
    options.signal?.throwIfAborted();
    checkSpec(spec, context);
    const pod = podOf(spec, context);
    const underWay = starting.get(spec.runId);
    const created = underWay ?? create(spec, pod).finally(() => starting.delete(spec.runId));
    starting.set(spec.runId, created);
    const handle = await created;
    try {
      await untilStarted(handle, options);
    } catch (error) {
      // What has not run and nobody waits for must not run later. A server that goes leaves it to the next one.
      if (!closing.aborted) await remove(handle);
      throw error;
    }
    return handle;
  }

  async function create(spec: RunSpec, pod: V1Pod): Promise<Handle> {
    const secret = secretOf(spec, context);
    try {
      if (secret) await createUnlessThere(secretsPath, secret);
      const created = await createPod(pod);
      // The secret goes with its pod, also when the pod is deleted by somebody else.
      if (secret) await adopt(spec.runId, created);
      return handleOf(created);
    } catch (error) {
      throw asEngineError(error);
    }
  }

  async function createPod(pod: V1Pod): Promise<V1Pod> {
    try {
      return await api.json<V1Pod>("POST", pods.path, { body: pod });
    } catch (error) {
      if (!isStatus(error, 409)) throw error;
    }
    const found = await api.json<V1Pod>("GET", `${pods.path}/${pod.metadata?.name}`);
    if (found.metadata?.labels?.[LABEL.instance] === context.instance) return found;
    throw new EngineError("conflict", `There is another pod with the name ${pod.metadata?.name} in ${namespace}.`);
  }

  async function createUnlessThere(path: string, body: V1Secret): Promise<void> {
    try {
      await api.json("POST", path, { body });
    } catch (error) {
      if (!isStatus(error, 409)) throw error;
    }
  }

  async function adopt(runId: string, { metadata }: V1Pod): Promise<void> {
    const owner = { apiVersion: "v1", kind: "Pod", name: metadata?.name, uid: metadata?.uid };
    await api.json("PATCH", `${secretsPath}/${podNameOf(runId)}`, {
      body: { metadata: { ownerReferences: [owner], labels: { [LABEL.unowned]: null } } },
      contentType: "application/merge-patch+json",
    });
  }

  /** Resolves once the run runs or has ended. */
  async function untilStarted(handle: Handle, { onProgress, signal }: StartOptions): Promise<void> {
    let told = "";
    let wasSeen = false;
    let failingSinceMs: number | undefined;
    const stop = new AbortController();
    let patience: NodeJS.Timeout | undefined;
    const until = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const waiting = pods.until(handle, until, (pod) => {
      if (pod === undefined) {
        if (wasSeen) throw new EngineError("unavailable", "The pod was deleted before it started.");
        return undefined;
      }
      wasSeen = true;
      const state = pods.stateOf(pod);
      if (state.state === "running" || state.state === "ended") return true;
      if (state.state === "refused") throw new EngineError("invalid", state.message, { reason: state.reason });
      const { reason, description } = state;
      if (!PULL_FAILURES.has(reason)) failingSinceMs = undefined;
      else if (failingSinceMs === undefined) {
        failingSinceMs = Date.now();
        clearTimeout(patience);
        const failure = new EngineError("unavailable", description, { reason: "ErrImagePull" });
        patience = setTimeout(() => failingSinceMs !== undefined && stop.abort(failure), PULL_PATIENCE_MS);
      }
      if (told !== `${reason}${description}`) onProgress?.({ reason, description });
      told = `${reason}${description}`;
      return undefined;
    });
    try {
      await waiting;
    } finally {
      clearTimeout(patience);
    }
  }

  const isOver = (pod: V1Pod | undefined): true | undefined =>
    pod === undefined || pods.stateOf(pod).state === "ended" ? true : undefined;

  async function stop(handle: Handle, graceMs: number): Promise<void> {
    const pod = await pods.find(handle);
    if (!pod || isOver(pod)) return;
    if (pods.stateOf(pod).state !== "running") return deletePod(handle, 0);
    if (graceMs > 0) {
      if (!(await shell.tryRun(handle, SIGNAL_ALL, "TERM"))) return deletePod(handle, graceMs);
      if (await endsWithin(handle, graceMs)) return;
    }
    // Without a shell in the image only the whole pod can be ended, and its log with it.
    if (!(await shell.tryRun(handle, SIGNAL_ALL, "KILL"))) return deletePod(handle, 0);
    await pods.until(handle, closing, isOver);
  }

  async function endsWithin(handle: Handle, graceMs: number): Promise<boolean> {
    const timeout = AbortSignal.timeout(graceMs);
    try {
      return await pods.until(handle, AbortSignal.any([timeout, closing]), isOver);
    } catch (error) {
      if (timeout.aborted && !closing.aborted) return false;
      throw error;
    }
  }

  async function deletePod(handle: Handle, graceMs: number): Promise<void> {
    const path = `${pods.path}/${String(handle.pod)}`;
    const gracePeriodSeconds = Math.ceil(graceMs / 1000);
    const body = { gracePeriodSeconds, preconditions: { uid: handle.uid } };
    try {
      await api.json("DELETE", path, { body });
    } catch (error) {
      // Gone, or another one of the same name.
      if (!isStatus(error, 404) && !isStatus(error, 409)) throw asEngineError(error);
    }
    await pods.until(handle, closing, (pod) => (pod === undefined ? true : undefined));
  }

  async function remove(handle: Handle): Promise<void> {
    if (typeof handle.pod === "string") await deletePod(handle, 0);
  }

  async function list(): Promise<{ runId: string; handle: Handle }[]> {
    try {
      const found = await pods.list();
      if (starting.size === 0) await removeStraySecrets();
      const known = found.filter((pod) => runIdOf(pod) !== "" && !starting.has(runIdOf(pod)));
      return known.map((pod) => ({ runId: runIdOf(pod), handle: handleOf(pod) }));
    } catch (error) {
      throw asEngineError(error);
    }
  }

  /** Secrets whose pod a server that died has not lived to make. None is read: that is a right this does not need. */
  async function removeStraySecrets(): Promise<void> {
    const query = { labelSelector: `${LABEL.instance}=${context.instance},${LABEL.unowned}` };
    await api.json("DELETE", secretsPath, { query });
  }

  return { start, stop, remove, list };
}
