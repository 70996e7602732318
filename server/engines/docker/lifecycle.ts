import { setTimeout as delay } from "node:timers/promises";
import { EngineError, type Handle, type RunEnd, type RunSpec, type StartOptions } from "../engine.ts";
import { EngineAway, type Connection } from "./connection.ts";
import { checkSpec, containerBody, engineImage, TERMINAL } from "./containerSpec.ts";
import type { Flavour } from "./flavour.ts";
import type { Images } from "./images.ts";
import {
  containerAddress,
  gone,
  inspectContainer,
  isAlive,
  notRunning,
  type ContainerHandle,
  type Inspection,
} from "./inspection.ts";
import { containerName, LABEL, ownFilter } from "./labels.ts";
import type { RunWatch } from "./runWatch.ts";
import type { SecretFiles } from "./secretFiles.ts";

interface LifecycleOptions {
  readonly connection: Connection;
  readonly identity: string;
  readonly images: Images;
  readonly watch: RunWatch;
  readonly secretFiles: SecretFiles;
  readonly flavour: () => Promise<Flavour>;
}

interface Listed {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly NetworkSettings?: Inspection["NetworkSettings"];
}

/** Pulling may take long, making and starting a container does not. */
const START_TIMEOUT_MS = 5 * 60_000;

/** Starting, signalling, stopping and forgetting containers. */
export function createLifecycle(options: LifecycleOptions) {
  const { connection, identity, images, watch, secretFiles } = options;
  const starting = new Map<string, Promise<Handle>>();
  /** Where runs are reached by others. */
  const addresses = new Map<string, string>();
  /** Whether the engine has a small init for containers: found out by the first start. */
  let hasInit = true;

  function start(spec: RunSpec, startOptions: StartOptions): Promise<Handle> {
    const underWay = starting.get(spec.runId);
    const started = underWay ?? startOnce(spec, startOptions).finally(() => starting.delete(spec.runId));
    if (!underWay) starting.set(spec.runId, started);
    return started;
  }

  async function startOnce(spec: RunSpec, { onProgress, signal }: StartOptions): Promise<Handle> {
    checkSpec(spec);
    const { runId } = spec;
    const found = await inspectContainer(connection, containerName(runId));
    if (found && found.Config.Labels?.[LABEL.server] !== identity) {
      throw new EngineError("conflict", `There is a container ${containerName(runId)} that another server made.`);
    }
    if (found && found.State.Status !== "created") return { container: found.Id, runId };
    const container = found?.Id ?? (await make(spec, { onProgress, signal }));
    const refusal = await run(container, spec.tty);
    if (!refusal) await noteAddress(container, runId);
    return { container, runId, ...(refusal && { refusal }) };
  }

  async function noteAddress(container: string, runId: string): Promise<void> {
    const address = containerAddress((await inspectContainer(connection, container))?.NetworkSettings);
    if (address !== undefined) addresses.set(runId, address);
  }

  async function make(spec: RunSpec, startOptions: StartOptions): Promise<string> {
    await images.ensure(engineImage(spec.image), startOptions);
    const secretPaths = await secretFiles.write(spec.runId, spec.secretFiles ?? []);
    try {
      startOptions.signal?.throwIfAborted();
      return await create(spec, secretPaths);
    } catch (error) {
      await secretFiles.remove(spec.runId);
      throw error;
    }
  }

  async function create(spec: RunSpec, secretPaths: readonly string[]): Promise<string> {
    const { logDriver } = await options.flavour();
    const make = (init: boolean) => {
      const body = containerBody(spec, { identity, logDriver, init, secretPaths });
      const query = { name: containerName(spec.runId) };
      return connection.call<{ Id: string }>("POST", "/containers/create", {
        query,
        body,
        timeoutMs: START_TIMEOUT_MS,
      });
    };
    try {
      return (await make(hasInit)).Id;
    } catch (error) {
      if (!hasInit || !(error instanceof EngineError) || !/\binit\b|catatonit/i.test(error.message)) throw error;
      const { Id } = await make(false);
      hasInit = false;
      return Id;
    }
  }

  /** @returns how it ended when the program cannot be run at all */
  async function run(container: string, tty: boolean): Promise<RunEnd | undefined> {
    try {
      if (tty) await giveWindow(container);
      await connection.call("POST", `/containers/${container}/start`, { timeoutMs: START_TIMEOUT_MS });
      return undefined;
    } catch (error) {
      if (!(error instanceof EngineError) || error instanceof EngineAway || error.kind === "not_found") throw error;
      const nowMs = Date.now();
      const exitCode = exitCodeOf(error.message);
      return {
        ...{ exitCode, startedAtMs: nowMs, finishedAtMs: nowMs },
        ...{ reason: "ContainerCannotRun", message: `The program could not be started: ${error.message}` },
      };
    }
  }

  /** Docker takes a terminal's first size from the request that makes the container, Podman once it is prepared. */
  async function giveWindow(container: string): Promise<void> {
    if (!(await options.flavour()).isPodman) return;
    await connection.call("POST", `/v4.0.0/libpod/containers/${container}/init`, { timeoutMs: START_TIMEOUT_MS });
    await connection.call("POST", `/containers/${container}/resize`, {
      query: { h: TERMINAL.height, w: TERMINAL.width },
    });
  }

  /** @throws EngineError not_found, conflict */
  async function findRunning({ container }: ContainerHandle): Promise<Inspection> {
    const inspection = await inspectContainer(connection, container);
    if (!inspection) throw gone();
    if (!isAlive(inspection.State.Status)) throw notRunning();
    return inspection;
  }

  async function signal(handle: ContainerHandle, name: string): Promise<void> {
    await findRunning(handle);
    try {
      await connection.call("POST", `/containers/${handle.container}/kill`, { query: { signal: name } });
    } catch (error) {
      if (error instanceof EngineAway) throw error;
      // It may have ended between the look and the call.
      const { State } = await findRunning(handle);
      if (State.Status === "paused") throw new EngineError("conflict", "The run is suspended; only SIGKILL ends it.");
      throw error;
    } finally {
      watch.poke(handle.container);
    }
  }

  async function setPaused(handle: ContainerHandle, action: "pause" | "unpause"): Promise<void> {
    const wanted = action === "pause" ? "paused" : "running";
    if ((await findRunning(handle)).State.Status === wanted) return;
    try {
      await connection.call("POST", `/containers/${handle.container}/${action}`);
    } catch (error) {
      if (error instanceof EngineAway) throw error;
      if ((await findRunning(handle)).State.Status !== wanted) throw error;
    }
  }

  /** Asks first, then forces. */
  async function stop(handle: ContainerHandle, graceMs: number): Promise<void> {
    const inspection = await inspectContainer(connection, handle.container);
    if (!inspection || !isAlive(inspection.State.Status)) return;
    const over = new AbortController();
    const ended = watch.untilEnded(handle, over.signal).then(
      () => true,
      (error: unknown) => isOver(error),
    );
    try {
      if (graceMs > 0) {
        if (inspection.State.Status === "paused") await setPaused(handle, "unpause").catch(unlessOver);
        await signal(handle, "SIGTERM").catch(unlessOver);
        if (await Promise.race([ended, delay(graceMs, false, { signal: over.signal })])) return;
      }
      await signal(handle, "SIGKILL").catch(unlessOver);
      await ended;
    } finally {
      over.abort();
    }
  }

  return {
    start,
    findRunning,
    signal,
    setPaused,
    stop,
    async remove({ container, runId }: ContainerHandle): Promise<void> {
      try {
        // Volumes without a name are the container's own.
        const query = { force: true, v: true };
        await connection.call("DELETE", `/containers/${container}`, { query, timeoutMs: START_TIMEOUT_MS });
      } catch (error) {
        if (!(error instanceof EngineError && error.kind === "not_found")) throw error;
      }
      watch.poke(container);
      addresses.delete(runId);
      await secretFiles.remove(runId);
    },
    async list(): Promise<{ runId: string; handle: Handle }[]> {
      const query = { all: 1, filters: ownFilter(identity) };
      const list = await connection.call<Listed[]>("GET", "/containers/json", { query });
      return list.flatMap(({ Id, Labels, Names, NetworkSettings }) => {
        const runId = Labels[LABEL.run];
        // A container that somebody made of ours in another way may have inherited the labels, but never the name.
        if (runId === undefined || !Names.some((name) => name.replace(/^\//, "") === containerName(runId))) return [];
        const address = containerAddress(NetworkSettings);
        if (address !== undefined) addresses.set(runId, address);
        return [{ runId, handle: { container: Id, runId } }];
      });
    },
    /** By which address other containers reach a run; undefined until it has one. */
    addressOf: (runId: string) => addresses.get(runId),
    /** Resolves when no start is under way. */
    whenAllStarted: () => Promise.allSettled(starting.values()),
  };
}

/** What a shell says of a program that it cannot find (127) or may not run (126). */
function exitCodeOf(message: string): number {
  if (/not found|no such file/i.test(message)) return 127;
  return /permission denied|is a directory|exec format/i.test(message) ? 126 : 128;
}

/** Whether an error says that there is nothing left to end. */
function isOver(error: unknown): boolean {
  return error instanceof EngineError && (error.kind === "conflict" || error.kind === "not_found");
}

function unlessOver(error: unknown): void {
  if (!isOver(error)) throw error;
}
