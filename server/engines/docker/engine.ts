import { join, resolve } from "node:path";
import { EngineError, type Engine, type EngineCapabilities, type EngineResources, type Handle } from "../engine.ts";
import { listGpus, readGpuLoad } from "../gpus.ts";
import { openAttach } from "./attach.ts";
import { commitContainer } from "./commit.ts";
import { connectEngine, type Connection } from "./connection.ts";
import { checkSignal, checkWords } from "./containerSpec.ts";
import { checkPort, dialContainer } from "./dial.ts";
import { openExec } from "./exec.ts";
import { readFlavour, type Flavour } from "./flavour.ts";
import { createImages } from "./images.ts";
import { gone, gpusOf, inspectContainer, isAlive, readHandle } from "./inspection.ts";
import { serverIdentity } from "./labels.ts";
import { createLifecycle } from "./lifecycle.ts";
import { findLocalLog } from "./localLog.ts";
import { readContainerLog } from "./logs.ts";
import { readState } from "./runState.ts";
import { createRunWatch } from "./runWatch.ts";
import { createSampler } from "./sampler.ts";
import { createSecretFiles } from "./secretFiles.ts";
import { createUsageReader } from "./usage.ts";

export interface DockerEngineOptions {
  /** Where the server's identity and secret files are kept. */
  readonly dataDir: string;
  /** As in DOCKER_HOST; the usual sockets when left out. */
  readonly host?: string;
  readonly allowPrivileged?: boolean;
  /** How long a registry may say nothing; a minute when left out. */
  readonly registryPatienceMs?: number;
  /** Whether logs are read from their files where that can be; true when left out. */
  readonly readsLogFiles?: boolean;
}

const REGISTRY_PATIENCE_MS = 60_000;

/** What this engine cannot do. @param allowPrivileged whether the operator lets jobs have all rights over the machine */
function dockerCapabilities(allowPrivileged: boolean): EngineCapabilities {
  return {
    unsupported: {
      ...(!allowPrivileged && {
        privileged:
          "Privileged jobs are not allowed here; whoever runs the server can allow them (--allow-privileged).",
      }),
      amd_gpu: "Only NVIDIA GPUs can be given to containers here.",
      intel_gpu: "Only NVIDIA GPUs can be given to containers here.",
      tpu: "There are no TPUs for containers here.",
    },
  };
}

/**
 * The engine that runs jobs as containers of a Docker Engine API: Docker's or Podman's. Containers outlive the server; a
 * new engine over the same data folder finds its own again, and touches no others.
 */
export function createDockerEngine(options: DockerEngineOptions): Engine {
  const dataDir = resolve(options.dataDir);
  const connection = connectEngine(options.host);
  const identity = serverIdentity(dataDir);
  const stallMs = options.registryPatienceMs ?? REGISTRY_PATIENCE_MS;
  const images = createImages(connection, stallMs);
  const watch = createRunWatch(connection, identity);
  const secretFiles = createSecretFiles(join(dataDir, "container-secrets"));
  let knownFlavour: Promise<Flavour> | undefined;
  const flavour = () =>
    (knownFlavour ??= readFlavour(connection).catch((error: unknown) => {
      // One that is away now will be asked again.
      knownFlavour = undefined;
      throw error;
    }));
  const lifecycle = createLifecycle({ connection, identity, images, watch, secretFiles, flavour });
  const sampler = createSampler(readGpuLoad);
  const readsFiles = options.readsLogFiles ?? true;
  const closing = new AbortController();
  const untilClosed = (signal: AbortSignal) => AbortSignal.any([signal, closing.signal]);

  function known(handle: Handle) {
    const found = readHandle(handle);
    if (!found) throw gone();
    return found;
  }

  async function findRunning(handle: Handle) {
    const found = known(handle);
    return { handle: found, inspection: await lifecycle.findRunning(found) };
  }

  return {
    name: "docker",
    capabilities: dockerCapabilities(options.allowPrivileged ?? false),
    health: watch.health,
    probe: () => probe(connection),
    start: (spec, startOptions = {}) => lifecycle.start(spec, startOptions),
    list: () => lifecycle.list(),
    hostname: (runId) => lifecycle.addressOf(runId),
    images: () => images.list(),

    async inspect(handle) {
      const found = readHandle(handle);
      return found ? readState(connection, found) : { state: "lost" };
    },

    async wait(handle, signal) {
      const found = known(handle);
      const end = await watch.untilEnded(found, signal);
      // Nobody reads them any more.
      await secretFiles.remove(found.runId);
      return end;
    },

    async signal(handle, name) {
      checkSignal(name);
      await lifecycle.signal(known(handle), name);
    },

    suspend: async (handle) => lifecycle.setPaused(known(handle), "pause"),
    resume: async (handle) => lifecycle.setPaused(known(handle), "unpause"),

    async stop(handle, graceMs) {
      const found = readHandle(handle);
      if (found) await lifecycle.stop(found, graceMs);
    },

    async remove(handle) {
      const found = readHandle(handle);
      if (found) await lifecycle.remove(found);
    },

    async *logs(handle, request) {
      const until = untilClosed(request.signal);
      yield* readContainerLog(known(handle), { ...request, signal: until }, { connection, watch, readsFiles });
      if (closing.signal.aborted && !request.signal.aborted) throw closed();
    },

    async *stats(handle, signal) {
      const found = known(handle);
      const inspection = await inspectContainer(connection, found.container);
      if (!inspection) throw gone();
      if (!isAlive(inspection.State.Status)) return;
      const ended = new AbortController();
      const until = AbortSignal.any([untilClosed(signal), ended.signal]);
      // Giving up waiting for the end is how this is told that the reader has gone.
      const watching = watch.untilEnded(found, until).then(
        () => ended.abort(),
        () => ended.abort(),
      );
      try {
        const sampled = { container: found.container, gpus: gpusOf(inspection) };
        yield* sampler.subscribe(sampled, createUsageReader(connection, inspection), until);
      } finally {
        ended.abort();
        await watching;
      }
    },

    async attach(handle, request) {
      const { handle: found, inspection } = await findRunning(handle);
      const logPath = readsFiles ? await findLocalLog(inspection) : undefined;
      const target = { connection, watch, handle: found, inspection, logPath };
      return openAttach(target, { ...request, signal: untilClosed(request.signal) });
    },

    async exec(handle, request) {
      if (request.command.length === 0) throw new EngineError("invalid", "Say in the command what to run.");
      checkWords("command", request.command);
      const { handle: found, inspection } = await findRunning(handle);
      if (inspection.State.Status === "paused") throw new EngineError("conflict", "The run is suspended.");
      return openExec(connection, found.container, { ...request, signal: untilClosed(request.signal) });
    },

    async dial(handle, port) {
      checkPort(port);
      const { inspection } = await findRunning(handle);
      return dialContainer(connection, inspection, port);
    },

    async *commit(handle, image, signal) {
      const { inspection } = await findRunning(handle);
      yield* commitContainer(connection, inspection, image, { stallMs, signal: untilClosed(signal) });
    },

    async close() {
      closing.abort(closed());
      await lifecycle.whenAllStarted();
      await watch.close();
    },
  };
}

const closed = () => new EngineError("unavailable", "The server is going down.");

interface Info {
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
}

/** The server's start waits for this. */
const PROBE_PATIENCE_MS = 10_000;

async function probe(connection: Connection): Promise<EngineResources> {
  const { NCPU, MemTotal, Runtimes } = await connection.call<Info>("GET", "/info", { timeoutMs: PROBE_PATIENCE_MS });
  // Without this runtime no container gets a GPU, whatever the machine has.
  const gpus = Runtimes && "nvidia" in Runtimes ? await listGpus() : [];
  return { cpu: NCPU, memoryBytes: MemTotal, gpus };
}
