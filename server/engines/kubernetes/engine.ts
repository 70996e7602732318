import { setMaxListeners } from "node:events";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { KubeConfig, type V1Pod } from "@kubernetes/client-node";
import {
  EngineError,
  type Engine,
  type EngineCapabilities,
  type Handle,
  type RunEnd,
  type RunState,
} from "../engine.ts";
import { asEngineError, createApi } from "./api.ts";
import { openAttach } from "./attach.ts";
import { createCapacityWatch } from "./capacityWatch.ts";
import { readConfiguration, serviceOf, type KubernetesConfiguration } from "./configuration.ts";
import { openExec } from "./exec.ts";
import { createHealth } from "./health.ts";
import { instanceOf } from "./instance.ts";
import { createLifecycle } from "./lifecycle.ts";
import { readLastLines, readLog, readPast } from "./logs.ts";
import { createPods } from "./pods.ts";
import { CONTAINER, NO_DATA, podNameOf, PRIVILEGED_REFUSAL } from "./podSpec.ts";
import { checkPort, createPortForward } from "./portForward.ts";
import { SIGNAL_MAIN } from "./scripts.ts";
import { createShell } from "./shell.ts";
import { createStatistics } from "./statistics.ts";

export interface KubernetesEngineOptions {
  /** Folder of `kubernetes.json`, of this Jobdeck's mark on the cluster, and of what jobs mount. */
  readonly dataDir: string;
  /** The file that says how to reach the cluster; that of KUBECONFIG, of the home folder or of the pod when left out. */
  readonly kubeconfigPath?: string;
  /** Whether jobs may be privileged. */
  readonly allowPrivileged: boolean;
  /** Told of what no caller hears of. */
  readonly onError: (error: unknown) => void;
}

/**
 * The engine that runs each job as a pod of a Kubernetes cluster. Pods outlive this server and the API server; what there
 * is to know of a run is kept in its pod.
 * @throws EngineError invalid, unavailable
 */
export function createKubernetesEngine(options: KubernetesEngineOptions): Engine {
  const { dataDir } = options;
  const configuration = readConfiguration(join(dataDir, "kubernetes.json"));
  const config = loadKubeConfig(configuration, options.kubeconfigPath);
  const namespace = configuration.namespace ?? config.getContextObject(config.currentContext)?.namespace ?? "default";
  const instance = instanceOf(dataDir);
  const api = createApi(config);
  const closing = new AbortController();
  // Any number of runs is waited for, read and talked to.
  setMaxListeners(0, closing.signal);
  const health = createHealth(config.getCurrentCluster()?.server ?? "");
  const pods = createPods({ api, namespace, instance, closing: closing.signal, health });
  api.onUnreachable((error) => {
    if (health.current().state === "away") return;
    health.missed(error);
    // If it is well, or once it is, the watch says so.
    pods.reconnect();
  });
  const { onError, allowPrivileged } = options;
  const watching = { api, instance, health, closing: closing.signal };
  const capacity = createCapacityWatch({ ...watching, configuration, onError });
  const shell = createShell(api, pods.path);
  const context = { instance, configuration, allowPrivileged, dataDir, gpuAt: capacity.gpuAt };
  const lifecycle = createLifecycle({ api, namespace, pods, context, shell, closing: closing.signal });
  const forward = createPortForward(api, pods.path, shell);
  const source = configuration.statistics ?? "auto";
  const statistics = createStatistics({ api, namespace, instance, source });

  async function findRunning(handle: Handle): Promise<V1Pod> {
    const pod = await pods.find(handle);
    if (!pod) throw gone();
    if (pods.stateOf(pod).state !== "running") throw notRunning();
    return pod;
  }

  async function isRunning(handle: Handle): Promise<boolean> {
    const pod = await pods.find(handle);
    if (!pod) throw gone();
    return pods.stateOf(pod).state === "running";
  }

  const untilEnded = (handle: Handle, signal: AbortSignal): Promise<RunEnd> =>
    pods.until(handle, signal, (pod) => {
      if (!pod) throw gone();
      const state = pods.stateOf(pod);
      if (state.state !== "ended") return undefined;
      return endOf(state);
    });

  async function logSource(handle: Handle) {
    const pod = await pods.find(handle);
    if (!pod) throw gone();
    return { api, podsPath: pods.path, handle, tty: isTerminal(pod), isRunning: () => isRunning(handle) };
  }
  const untilClosed = (signal: AbortSignal) => AbortSignal.any([signal, closing.signal]);

  return {
    name: "kubernetes",
    capabilities: capabilitiesOf(configuration, allowPrivileged),
    health,
    start: lifecycle.start,
    stop: lifecycle.stop,
    remove: lifecycle.remove,
    list: lifecycle.list,
    wait: untilEnded,
    hostname: (runId) => `${podNameOf(runId)}.${serviceOf(configuration)}.${namespace}.svc`,

    probe: capacity.probe,
    onResources: capacity.onChange,
    images: capacity.images,

    async inspect(handle): Promise<RunState> {
      const pod = await pods.find(handle);
      if (!pod) return { state: "lost", message: GONE };
      const state = pods.stateOf(pod);
      if (state.state === "running" || state.state === "ended") return state;
      // The platform knows of no start that is not over: it counts from when the pod was made.
      return { state: "running", startedAtMs: new Date(pod.metadata?.creationTimestamp ?? 0).getTime() };
    },

    async signal(handle, name) {
      if (!(name in constants.signals)) throw new EngineError("invalid", `There is no signal "${name}".`);
      await findRunning(handle);
      if (await shell.tryRun(handle, SIGNAL_MAIN, name.replace(/^SIG/, ""))) return;
      throw new EngineError("unsupported", "The job's image has no shell (sh), by which signals are sent here.");
    },

    async *logs(handle, request) {
      yield* readLog(await logSource(handle), { ...request, signal: untilClosed(request.signal) });
      if (closing.signal.aborted && !request.signal.aborted) throw closed();
    },

    async *stats(handle, signal) {
      if (!(await isRunning(handle))) return;
      const { metadata, spec } = await findRunning(handle);
      const ended = new AbortController();
      const until = AbortSignal.any([untilClosed(signal), ended.signal]);
      // Giving up waiting for the end is how this is told that the reader has gone.
      const watching = untilEnded(handle, until).then(
        () => ended.abort(),
        () => undefined,
      );
      try {
        yield* statistics.sample(
          { uid: metadata?.uid ?? "", name: metadata?.name ?? "", node: spec?.nodeName ?? "" },
          until,
        );
      } catch (error) {
        if (!until.aborted) throw asEngineError(error);
      } finally {
        ended.abort();
        await watching;
      }
    },

    async attach(handle, request) {
      const pod = await findRunning(handle);
      const tty = isTerminal(pod);
      return openAttach(
        {
          ...{ api, podsPath: pods.path, handle, tty, closing: closing.signal },
          past: async function* (lateMs, signal) {
            yield* readPast(await logSource(handle), lateMs, signal);
          },
          lastLines: async function* (sinceMs, signal) {
            yield* readLastLines(await logSource(handle), sinceMs, signal);
          },
          untilEnded: (signal) => untilEnded(handle, signal),
          isRunning: () => isRunning(handle),
        },
        request,
      );
    },

    async exec(handle, request) {
      if (request.command.length === 0) throw new EngineError("invalid", "Say in the command what to run.");
      if (request.command.some((word) => word.includes("\0"))) {
        throw new EngineError("invalid", "The command must not have a NUL character.");
      }
      await findRunning(handle);
      const target = { api, podsPath: pods.path, shell, handle, closing: closing.signal, onError };
      return openExec({ ...target, isRunning: () => isRunning(handle).catch(() => false) }, request);
    },

    async dial(handle, port) {
      checkPort(port);
      await findRunning(handle);
      return forward(handle, port);
    },

    close() {
      closing.abort(closed());
      api.close();
      return Promise.resolve();
    },
  };
}

function endOf({ exitCode, startedAtMs, finishedAtMs, reason, message }: RunEnd): RunEnd {
  const words = { ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) };
  return { exitCode, startedAtMs, finishedAtMs, ...words };
}

const isTerminal = (pod: V1Pod): boolean => pod.spec?.containers.find(({ name }) => name === CONTAINER)?.tty ?? false;

const GONE = "The job's pod is gone, and with it how the job ended: somebody, or the cluster, has deleted it.";
const closed = () => new EngineError("unavailable", "The server is going down.");
const gone = () => new EngineError("not_found", "There is no such run: its pod is gone.");
const notRunning = () => new EngineError("conflict", "The run is not running.");

function loadKubeConfig({ context }: KubernetesConfiguration, path: string | undefined): KubeConfig {
  const config = new KubeConfig();
  try {
    // Several files in one variable are for the library to take apart.
    if (path === undefined || path.includes(delimiter)) config.loadFromDefault();
    else config.loadFromFile(path);
  } catch (error) {
    throw new EngineError("invalid", `The kubeconfig cannot be read: ${(error as Error).message}.`);
  }
  if (context !== undefined) {
    if (!config.getContextObject(context)) {
      throw new EngineError("invalid", `The kubeconfig has no context "${context}" (kubernetes.json names it).`);
    }
    config.setCurrentContext(context);
  }
  return config;
}

function capabilitiesOf({ data }: KubernetesConfiguration, allowPrivileged: boolean): EngineCapabilities {
  return {
    unsupported: {
      ...(data === undefined && { volumes: NO_DATA, disk_volumes: NO_DATA }),
      ...(!allowPrivileged && { privileged: PRIVILEGED_REFUSAL }),
      amd_gpu: "Jobs ask for GPUs of all makers by nvidia_gpu and its model here.",
      intel_gpu: "Jobs ask for GPUs of all makers by nvidia_gpu and its model here.",
      tpu: "Jobs cannot have TPUs here.",
      save: "Jobs cannot be saved as images here: Kubernetes has no way to ask a node for that.",
      half_close: "Connections to ports end as a whole here: the cluster's way to them knows no halves.",
      long_logs: "Logs are kept by the cluster's nodes, which drop all but the latest megabytes of a long one.",
      suspend: "Jobs cannot be suspended here: a pod that stands still keeps its place on the node.",
    },
  };
}
