import { setInterval } from "node:timers";
import type { Logger } from "pino";
import { EngineError, type Engine, type Handle } from "../engines/engine.ts";
import type { Clock } from "./clock.ts";
import { statusSinceMs, type JobRecord } from "./jobRecord.ts";

/** Looks for jobs that run for long and have printed nothing: something may hang. */
export interface SilentWatch {
  /** Since when such jobs run, in milliseconds since the epoch, by id. */
  sinceMs(): ReadonlyMap<string, number>;
  begin(): void;
  close(): Promise<void>;
}

export interface SilentWatchDeps {
  readonly engine: Pick<Engine, "logs">;
  readonly liveJobs: () => readonly JobRecord[];
  /** A job's latest attempt, once the engine knows it. */
  readonly runOf: (jobId: string) => { readonly runId: string; readonly handle?: Handle } | undefined;
  /** How long a job must have run without a word. */
  readonly silentAfterMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

const LONGEST_INTERVAL_MS = 30_000;

export function createSilentWatch(deps: SilentWatchDeps): SilentWatch {
  const { engine, liveJobs, runOf, silentAfterMs, clock } = deps;
  /** Attempts that have printed: they are not looked at again. */
  let heard = new Set<string>();
  let silent = new Map<string, number>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const stillHeard = new Set<string>();
    const stillSilent = new Map<string, number>();
    for (const job of liveJobs()) {
      const sinceMs = statusSinceMs(job);
      if (closing.signal.aborted) return;
      if (job.status !== "running" || clock.now() - sinceMs < silentAfterMs) continue;
      const run = runOf(job.id);
      if (!run?.handle) continue;
      if (heard.has(run.runId) || (await hasPrinted(engine, run.handle, closing.signal))) stillHeard.add(run.runId);
      else stillSilent.set(job.id, sinceMs);
    }
    heard = stillHeard;
    silent = stillSilent;
  }

  const lookAgain = () =>
    look().catch((error: unknown) => deps.log.warn({ err: error }, "silent jobs could not be looked for"));

  return {
    sinceMs: () => silent,
    begin() {
      timer = setInterval(
        () => {
          looking = looking.then(lookAgain);
        },
        Math.min(LONGEST_INTERVAL_MS, silentAfterMs),
      );
      timer.unref();
    },
    async close() {
      clearInterval(timer);
      closing.abort();
      await looking;
    },
  };
}

/** Whether there is a single byte in a run's log; a log that cannot be read counts as one that has some. */
async function hasPrinted(engine: Pick<Engine, "logs">, handle: Handle, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const event of engine.logs(handle, { timestamps: false, follow: false, signal })) {
      if (event.type === "data") return true;
    }
    return false;
  } catch (error) {
    if (error instanceof EngineError) return true;
    throw error;
  }
}
