import { statSync } from "node:fs";
import { onAbort } from "../onAbort.ts";
import { connectShim, deferred } from "./shimClient.ts";
import type { LogProgress } from "../log/logReader.ts";

/** A subscription to how far a run's log has grown. */
export interface LogFollower extends LogProgress {
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Subscribes by an own connection, so that it costs nothing where nobody follows.
 * @returns undefined when the run has ended
 * @throws EngineError unavailable
 */
export async function followLog(
  socketPath: string,
  logPath: string,
  signal: AbortSignal,
): Promise<LogFollower | undefined> {
  const first = deferred<number | undefined>();
  let bytes = 0;
  let isComplete = false;
  let wake = () => {};
  const connection = await connectShim(
    socketPath,
    { type: "follow" },
    {
      onMessage(message) {
        if (message.type === "state" || message.type === "log" || message.type === "end") bytes = message.logBytes;
        if (message.type === "end") isComplete = true;
        first.resolve(bytes);
        wake();
      },
    },
  );
  if (!connection) return undefined;
  const close = () => connection.close();
  void connection.closed.then(() => {
    // A supervisor that was killed could not say how far it had come.
    if (!isComplete) bytes = Math.max(bytes, statSync(logPath, { throwIfNoEntry: false })?.size ?? 0);
    isComplete = true;
    forget();
    first.resolve(undefined);
    wake();
  });
  const forget = onAbort(signal, close);
  const archiveBytes = await first.promise;
  if (archiveBytes === undefined) return undefined;
  return {
    archiveBytes,
    async next(knownBytes) {
      while (bytes <= knownBytes && !isComplete) await new Promise<void>((resolve) => (wake = resolve));
      return { bytes, isComplete };
    },
    closed: connection.closed,
    close,
  };
}
