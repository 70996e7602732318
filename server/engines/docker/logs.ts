import { EngineError, type LogEvent, type LogOptions } from "../engine.ts";
import { readLog } from "../log/logReader.ts";
import type { Connection } from "./connection.ts";
import { gone, inspectContainer, isAlive, type ContainerHandle } from "./inspection.ts";
import { findLocalLog, followFile, wholeRecordsBytes } from "./localLog.ts";
import { readRemoteLog } from "./remoteLog.ts";
import type { RunWatch } from "./runWatch.ts";

export interface LogSource {
  readonly connection: Connection;
  readonly watch: RunWatch;
  /** Whether the log is read from its file where that can be; a test may say no. */
  readonly readsFiles: boolean;
}

/**
 * A container's log, from its file where the engine is on this machine, which costs it nothing, else from the engine.
 * @param skipArchive begins behind what is there
 */
export async function* readContainerLog(
  handle: ContainerHandle,
  options: LogOptions & { readonly skipArchive?: boolean },
  { connection, watch, readsFiles }: LogSource,
): AsyncGenerator<LogEvent, void> {
  const inspection = await inspectContainer(connection, handle.container);
  if (!inspection) throw gone();
  const isRunning = isAlive(inspection.State.Status);
  const path = readsFiles ? await findLocalLog(inspection) : undefined;
  try {
    if (path === undefined) yield* readRemoteLog(connection, inspection, { ...options, isRunning });
    else yield* readLocalLog(path, handle, { ...options, isRunning }, watch);
  } catch (error) {
    if (error instanceof EngineError || options.signal.aborted) throw error;
    throw new EngineError("unavailable", `The log cannot be read: ${String(error)}`, { cause: error });
  }
}

async function* readLocalLog(
  path: string,
  handle: ContainerHandle,
  options: LogOptions & { readonly isRunning: boolean; readonly skipArchive?: boolean },
  watch: RunWatch,
): AsyncGenerator<LogEvent, void> {
  if (!options.follow || !options.isRunning) {
    yield* readLog(path, {
      ...options,
      follow: undefined,
      archiveBytes: await wholeRecordsBytes(path),
      isForeign: true,
    });
    return;
  }
  const over = new AbortController();
  const until = AbortSignal.any([options.signal, over.signal]);
  const log = await openLocalLog(path, watch.untilEnded(handle, until));
  try {
    yield* log.read(options);
  } finally {
    over.abort();
    log.close();
  }
}

/** A log file that is followed from the moment it was opened. */
export interface OpenLog {
  read(
    options: Pick<LogOptions, "sinceMs" | "timestamps" | "signal"> & { skipArchive?: boolean },
  ): AsyncGenerator<LogEvent>;
  close(): void;
}

/** @param ended resolves, or rejects, once nothing more will be written */
export async function openLocalLog(path: string, ended: Promise<unknown>): Promise<OpenLog> {
  const follow = await followFile(path, ended);
  return {
    async *read(options) {
      // Who gives up while nothing is written must not wait for it.
      options.signal.addEventListener("abort", () => follow.close(), { once: true });
      yield* readLog(path, { ...options, follow, archiveBytes: follow.archiveBytes, isForeign: true });
    },
    close: () => follow.close(),
  };
}
