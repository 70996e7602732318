import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { EngineError, type Handle, type RunSpec } from "../engine.ts";
import { removeCpuGroup, type CpuGroup } from "./cpuGroups.ts";
import { machineEnvironment, runEnvironment, type Environment } from "./environment.ts";
import { launchShim } from "./launch.ts";
import { endLeftovers } from "./leftovers.ts";
import { chooseSocketPath, readRunRecord, type RunFolder } from "./runFolder.ts";
import type { RunLinks, RunStatus } from "./runLinks.ts";
import { checkSpec, isRunId } from "./spec.ts";

interface LifecycleOptions {
  readonly runsPath: string;
  readonly folderOf: (runId: string) => RunFolder;
  readonly shimPath: string;
  readonly links: RunLinks;
  readonly environment: Environment;
  /** The group that is to hold a run to its processors; undefined for none. */
  readonly cpuGroupFor: (spec: RunSpec) => CpuGroup | undefined;
}

/** Starting, stopping and forgetting runs. */
export function createLifecycle(options: LifecycleOptions) {
  const { runsPath, folderOf, shimPath, links, environment, cpuGroupFor } = options;
  const starting = new Map<string, Promise<Handle>>();

  function start(spec: RunSpec): Promise<Handle> {
    const underWay = starting.get(spec.runId);
    if (underWay) return underWay;
    const started = startOnce(spec).finally(() => starting.delete(spec.runId));
    starting.set(spec.runId, started);
    return started;
  }

  async function startOnce(spec: RunSpec): Promise<Handle> {
    const command = checkSpec(spec);
    const { runId, tty } = spec;
    const folder = folderOf(runId);
    if (existsSync(folder.recordPath) || existsSync(folder.endPath)) return { runId };
    try {
      // What a server that died in the middle of a start has left behind.
      if (existsSync(folder.path)) await discard(runId);
      mkdirSync(folder.workPath, { recursive: true, mode: 0o700 });
      const socketPath = chooseSocketPath(folder, runId);
      const env = runEnvironment(spec, environment);
      const cwd = spec.workingDir ?? folder.workPath;
      await launchShim(
        { shimPath, folder, environment: machineEnvironment(environment) },
        {
          ...{ runId, command, cwd, env, tty, socketPath },
          ...{ memoryBytes: spec.resources.memoryBytes, cpuGroup: cpuGroupFor(spec) },
        },
      );
      return { runId };
    } catch (error) {
      await discard(runId);
      if (error instanceof EngineError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngineError("unavailable", `The run could not be started: ${reason}`, { cause: error });
    }
  }

  /** Ends what there may be of a run and deletes its files. */
  async function discard(runId: string): Promise<void> {
    const folder = folderOf(runId);
    const record = readRunRecord(folder);
    await endLeftovers(runId, record);
    if (record) await rm(record.socketPath, { force: true });
    // Else the run's supervisor has done so.
    if (record?.cpuGroupPath !== undefined) removeCpuGroup(record.cpuGroupPath);
    await rm(folder.path, { recursive: true, force: true });
  }

  async function stop(runId: string, status: RunStatus, graceMs: number): Promise<void> {
    if (status.state === "running") {
      status.link.stop(graceMs);
      // A supervisor that is killed meanwhile leaves a lost run, and finding that ends what is left of it.
      if ((await status.link.whenEnded()) === undefined) await links.find(runId);
    } else if (status.state === "unknown" && isRunId(runId) && existsSync(folderOf(runId).path)) {
      await endLeftovers(runId, undefined);
    }
  }

  async function remove(runId: string, status: RunStatus): Promise<void> {
    if (!isRunId(runId)) return;
    await stop(runId, status, 0);
    if (status.state === "running") await status.link.closed;
    if (status.state === "ended") await rm(folderOf(runId).path, { recursive: true, force: true });
    else await discard(runId);
  }

  /** Every run there is something of on disk. */
  function list(): Promise<{ runId: string; handle: Handle }[]> {
    const names = existsSync(runsPath) ? readdirSync(runsPath) : [];
    const runIds = names.filter((name) => isRunId(name) && !starting.has(name));
    return Promise.resolve(runIds.map((runId) => ({ runId, handle: { runId } })));
  }

  /** Resolves when no start of that run is under way. */
  async function whenStarted(runId: string): Promise<void> {
    await starting.get(runId)?.catch(() => undefined);
  }

  /** Resolves when no start at all is under way. */
  async function whenAllStarted(): Promise<void> {
    await Promise.allSettled(starting.values());
  }

  return { start, stop, remove, list, whenStarted, whenAllStarted };
}
