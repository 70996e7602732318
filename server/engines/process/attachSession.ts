import { EngineError, type AttachOptions, type LogEvent, type RunEnd, type StreamSession } from "../engine.ts";
import { followLog } from "./followLog.ts";
import { readLog } from "../log/logReader.ts";
import { onAbort } from "../onAbort.ts";
import type { RunFolder } from "./runFolder.ts";
import { notRunning, openProcessLink } from "./session.ts";

export interface AttachTarget {
  readonly folder: RunFolder;
  readonly socketPath: string;
  /** Resolves once the run has ended; rejects when it was lost, or the signal aborts. */
  untilEnded(signal: AbortSignal): Promise<RunEnd>;
}

/**
 * Connects to a run's own streams. Output is read from the log, so a slow reader neither holds up the run nor loses a
 * byte; input goes to the run and stays open when the session is closed.
 * @throws EngineError conflict when the run does not run, unavailable
 */
export async function openAttachSession(target: AttachTarget, options: AttachOptions): Promise<StreamSession> {
  options.signal.throwIfAborted();
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const follower = await followLog(target.socketPath, target.folder.logPath, signal);
  if (!follower) throw notRunning();
  const link = await openProcessLink(target.socketPath, { type: "attach" }, {}).catch((error: unknown) => {
    follower.close();
    throw error;
  });
  onAbort(signal, link.connection.close);
  const { archiveBytes } = follower;
  const readOptions = { timestamps: false, skipArchive: !options.logs, follow: follower, archiveBytes, signal };
  const exitCode = target.untilEnded(signal).then((end) => end.exitCode);
  // Not every caller asks for the exit code of a session it gave up.
  exitCode.catch(() => undefined);
  return {
    output: selectOutput(readLog(target.folder.logPath, readOptions), options),
    write: options.stdin ? link.write : refuseInput,
    endInput: options.stdin ? link.endInput : refuseInput,
    resize: link.resize,
    exitCode,
    close: async () => {
      ending.abort();
      await Promise.all([link.connection.closed, follower.closed]);
    },
  };
}

function refuseInput(): Promise<void> {
  return Promise.reject(new EngineError("conflict", "This session was opened without input."));
}

async function* selectOutput(events: AsyncIterable<LogEvent>, wanted: { stdout: boolean; stderr: boolean }) {
  for await (const event of events) {
    if (event.type === "data" && wanted[event.stream]) yield event;
  }
}
