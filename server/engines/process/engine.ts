import { statSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { EngineError, type Engine, type EngineCapabilities, type Handle, type RunState } from "../engine.ts";
import { openAttachSession } from "./attachSession.ts";
import { findCpuGroups } from "./cpuGroups.ts";
import { dialLoopback } from "./dial.ts";
import type { Environment } from "./environment.ts";
import { openExecSession } from "./execSession.ts";
import { followLog } from "./followLog.ts";
import { listGpus } from "../gpus.ts";
import { readLog } from "../log/logReader.ts";
import { createLifecycle } from "./lifecycle.ts";
import { createMemoryWatch } from "./memoryWatch.ts";
import { runFolderAt } from "./runFolder.ts";
import { createRunLinks, gone, type RunStatus } from "./runLinks.ts";
import { createSampler } from "./sampler.ts";
import { notRunning } from "./session.ts";
import { createMachineMeter } from "./machine.ts";
import { checkSignal, checkWords, IMAGE, isRunId } from "./spec.ts";

export interface ProcessEngineOptions {
  /** Where runs live; created when it does not exist. */
  readonly dataDir: string;
  /** The built supervisor (`dist/server/shim.js`). */
  readonly shimPath: string;
  /** The server's environment, of which jobs see only what tells them about the machine. */
  readonly environment?: Environment;
  /** Whether runs are held to their processors where this machine can do that; true unless told otherwise. */
  readonly limitsCpu?: boolean;
}

const HOST_FILES = "Jobs run directly on this machine here and see its own files";

const UNSUPPORTED: EngineCapabilities["unsupported"] = {
  volumes: `${HOST_FILES}: storage cannot be mounted.`,
  disk_volumes: `${HOST_FILES}: disks cannot be mounted.`,
  secret_volumes: `${HOST_FILES}: secrets cannot be mounted.`,
  privileged: "Jobs run directly on this machine here, with the rights of the server and no more.",
  amd_gpu: "Only NVIDIA GPUs are known on this machine.",
  intel_gpu: "Only NVIDIA GPUs are known on this machine.",
  tpu: "There are no TPUs on this machine.",
};

const MEMORY_NOTE = "A job that uses more memory than it has is ended within about two seconds, as out of memory.";
const CPU_NOTE = "Processors are shared here: how much a job uses of them is measured, but nothing holds it back.";

/**
 * The engine that runs jobs as plain processes of this machine. Each run has a supervisor of its own that outlives the
 * server; a new engine over the same data folder finds all runs again.
 * Memory is kept to by measuring it, processors by the kernel where it lets this server make control groups.
 */
export async function createProcessEngine(options: ProcessEngineOptions): Promise<Engine> {
  const runsPath = join(resolve(options.dataDir), "runs");
  const folderOf = (runId: string) => runFolderAt(join(runsPath, runId));
  const gpus = await listGpus();
  const closing = new AbortController();
  const sampler = createSampler(() => gpus.length > 0);
  const memoryWatch = createMemoryWatch(sampler, closing.signal);
  const links = createRunLinks(folderOf, memoryWatch);
  const cores = availableParallelism();
  const cpuGroups = (options.limitsCpu ?? true) ? await findCpuGroups() : undefined;
  const lifecycle = createLifecycle({
    runsPath,
    folderOf,
    shimPath: resolve(options.shimPath),
    links,
    environment: options.environment ?? process.env,
    // All of the machine needs no limit.
    cpuGroupFor: ({ runId, resources: { cpu } }) => (cpu < cores ? cpuGroups?.groupFor(runId, cpu) : undefined),
  });
  const measureMachine = createMachineMeter(resolve(options.dataDir), memoryBytes(), gpus.length > 0);
  const untilClosed = (signal: AbortSignal) => AbortSignal.any([signal, closing.signal]);

  async function find(handle: Handle): Promise<{ runId: string; status: RunStatus }> {
    const { runId } = handle;
    if (!isRunId(runId)) return { runId: "", status: { state: "unknown" } };
    await lifecycle.whenStarted(runId);
    return { runId, status: await links.find(runId) };
  }

  async function findRunning(handle: Handle) {
    const { runId, status } = await find(handle);
    if (status.state === "unknown") throw gone();
    if (status.state !== "running") throw notRunning();
    return { runId, folder: folderOf(runId), ...status };
  }

  async function halt(handle: Handle, type: "suspend" | "resume"): Promise<void> {
    const { link } = await findRunning(handle);
    const outcome = await link.halt(type);
    if (outcome === "ended") throw notRunning();
    if (outcome === "failed") throw new EngineError("unavailable", "The run's processes could not all be halted.");
  }

  return {
    name: "process",
    capabilities: {
      images: [IMAGE],
      unsupported: UNSUPPORTED,
      notes: { "resources.memory": MEMORY_NOTE, ...(!cpuGroups && { "resources.cpu": CPU_NOTE }) },
    },
    probe: () => Promise.resolve({ cpu: cores, memoryBytes: memoryBytes(), gpus }),
    machine: measureMachine,
    start: lifecycle.start,
    list: lifecycle.list,

    async inspect(handle): Promise<RunState> {
      const { status } = await find(handle);
      if (status.state === "running") return { state: "running", startedAtMs: status.link.startedAtMs };
      return status.state === "ended" ? { state: "ended", ...status.end } : { state: "lost" };
    },

    async wait(handle, signal) {
      signal.throwIfAborted();
      const { runId, status } = await find(handle);
      if (status.state === "ended") return status.end;
      return links.untilEnded(runId, signal);
    },

    async signal(handle, name) {
      checkSignal(name);
      const { link } = await findRunning(handle);
      if (!(await link.signal(name))) throw notRunning();
    },

    suspend: (handle) => halt(handle, "suspend"),
    resume: (handle) => halt(handle, "resume"),

    async stop(handle, graceMs) {
      const { runId, status } = await find(handle);
      await lifecycle.stop(runId, status, graceMs);
    },

    async remove(handle) {
      const { runId, status } = await find(handle);
      await lifecycle.remove(runId, status);
    },

    async *logs(handle, { signal, ...request }) {
      const { runId, status } = await find(handle);
      const { logPath } = folderOf(runId);
      const file = isRunId(runId) ? statSync(logPath, { throwIfNoEntry: false }) : undefined;
      if (!file) throw gone();
      const until = untilClosed(signal);
      const isFollowed = request.follow && status.state === "running";
      const follow = isFollowed ? await followLog(status.record.socketPath, logPath, until) : undefined;
      const archiveBytes = follow?.archiveBytes ?? statSync(logPath).size;
      try {
        yield* readLog(logPath, { ...request, follow, archiveBytes, signal: until });
      } catch (error) {
        throw new EngineError("unavailable", `The log cannot be read: ${String(error)}`, { cause: error });
      } finally {
        follow?.close();
      }
      if (closing.signal.aborted && !signal.aborted) throw closed();
    },

    async *stats(handle, signal) {
      const { runId, status } = await find(handle);
      if (status.state === "unknown") throw gone();
      if (status.state !== "running") return;
      const ended = new AbortController();
      const until = AbortSignal.any([untilClosed(signal), ended.signal]);
      // Giving up waiting for the end is how this is told that the reader has gone.
      const watching = status.link.whenEnded(until).then(
        () => ended.abort(),
        () => undefined,
      );
      try {
        yield* sampler.subscribe(runId, status.record.shim.pid, until);
      } catch (error) {
        throw new EngineError("unavailable", `The run cannot be measured: ${String(error)}`, { cause: error });
      } finally {
        ended.abort();
        await watching;
      }
    },

    async attach(handle, request) {
      const { runId, folder, record } = await findRunning(handle);
      const untilEnded = (signal: AbortSignal) => links.untilEnded(runId, signal);
      const signal = untilClosed(request.signal);
      return openAttachSession({ folder, socketPath: record.socketPath, untilEnded }, { ...request, signal });
    },

    async exec(handle, request) {
      if (request.command.length === 0) throw new EngineError("invalid", "Say in the command what to run.");
      checkWords("command", request.command);
      const { record } = await findRunning(handle);
      return openExecSession(record.socketPath, { ...request, signal: untilClosed(request.signal) });
    },

    async dial(handle, port) {
      await findRunning(handle);
      return dialLoopback(port);
    },

    // All of them share this machine's network.
    hostname: () => "localhost",

    async close() {
      closing.abort();
      await lifecycle.whenAllStarted();
      await links.close();
    },
  };
}

const closed = () => new EngineError("unavailable", "The server is going down.");

/** What this machine, or the container around it, has. */
function memoryBytes(): number {
  const limitBytes = process.constrainedMemory();
  return limitBytes ? Math.min(limitBytes, totalmem()) : totalmem();
}
