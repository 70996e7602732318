import type { Logger } from "pino";
import type { Engine, Handle } from "../engines/engine.ts";
import type { Clock } from "./clock.ts";
import type { JobStore } from "./store/jobs.ts";
import { unlessAborted } from "./unlessAborted.ts";
import { whenThere } from "./whenThere.ts";

/** What earlier servers have started and not lived to note. */
export interface EarlierRuns {
  /** A run by its id, once the engine has said which there are. Rejects with the signal's reason when aborted before. */
  find(runId: string, signal: AbortSignal): Promise<Handle | undefined>;
  /** Asks the engine, as often as it takes, and ends what no job knows of: nobody else ever would. */
  begin(): void;
  close(): Promise<void>;
}

export interface EarlierRunsDeps {
  readonly engine: Pick<Engine, "list" | "remove">;
  readonly store: Pick<JobStore, "knowsRun">;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createEarlierRuns({ engine, store, clock, log }: EarlierRunsDeps): EarlierRuns {
  const found = new Map<string, Handle>();
  const closing = new AbortController();
  let tellListed = () => {};
  const listed = new Promise<void>((resolve) => (tellListed = resolve));
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const list = async () => (await engine.list?.()) ?? [];
    for (const { runId, handle } of await whenThere(list, { clock, signal: closing.signal })) {
      found.set(runId, handle);
      if (store.knowsRun(runId)) continue;
      engine
        .remove(handle)
        .catch((error: unknown) => log.error({ err: error, runId }, "a stray run could not be ended"));
    }
    tellListed();
  }

  return {
    async find(runId, signal) {
      await unlessAborted(listed, signal);
      return found.get(runId);
    },
    begin() {
      looking = look().catch((error: unknown) => {
        if (closing.signal.aborted) return;
        log.error({ err: error }, "runs of an earlier server could not be listed");
        tellListed();
      });
    },
    async close() {
      closing.abort(new Error("The server is stopping."));
      await looking;
    },
  };
}
