import type { StreamSession } from "../../engines/engine.ts";
import { HttpError } from "../../http/errors.ts";
import type { Clock } from "../clock.ts";
import { createShell, type Shell } from "./shell.ts";

/** So many are kept; beyond that the oldest that has ended and is looked at by nobody goes. */
const MAX_SHELLS = 128;
/** How long a shell waits for somebody to come back. */
export const SHELL_PATIENCE_MS = 5 * 60_000;

/** Whose shell it is and by which name its client knows it. */
export interface ShellKey {
  readonly jobId: string;
  /** The one who opened it: nobody else finds it. */
  readonly personName: string;
  readonly sessionId: string;
}

/** The shells of all jobs that outlive their connections, in memory: they live as long as the server does. */
export interface Shells {
  /** To look at. */
  look(key: ShellKey): Promise<Shell> | undefined;
  /** To connect to: whoever asks says so when he has {@link left}. */
  find(key: ShellKey): Promise<Shell> | undefined;
  /** Finds the shell or starts it. @throws HttpError 429 when too many run, and what `start` throws */
  open(key: ShellKey, start: () => Promise<StreamSession>): Promise<Shell>;
  /** To be told when nobody is connected (any more): a shell that nobody comes back to is ended. */
  left(key: ShellKey): void;
  /** Ends a shell and forgets it. */
  end(key: ShellKey): Promise<void>;
  close(): void;
}

interface Entry {
  readonly opening: Promise<Shell>;
  shell: Shell | undefined;
  stopWaiting: () => void;
}

export function createShells(clock: Clock): Shells {
  /** Oldest first, as maps keep their order. */
  const entries = new Map<string, Entry>();

  function makeRoom(): void {
    if (entries.size < MAX_SHELLS) return;
    for (const [id, { shell }] of entries) {
      if (shell?.exitCode === undefined || shell.isConnected) continue;
      forget(id);
      return;
    }
    throw new HttpError(429, `${MAX_SHELLS} shells are open on this server; close some before you open more.`);
  }

  function forget(id: string): void {
    entries.get(id)?.stopWaiting();
    entries.delete(id);
  }

  async function end(key: ShellKey): Promise<void> {
    const entry = entries.get(idOf(key));
    forget(idOf(key));
    await (await entry?.opening)?.hangUp();
  }

  return {
    look: (key) => entries.get(idOf(key))?.opening,
    find(key) {
      const entry = entries.get(idOf(key));
      entry?.stopWaiting();
      return entry?.opening;
    },
    async open(key, start) {
      const id = idOf(key);
      const known = entries.get(id);
      known?.stopWaiting();
      if (known) return await known.opening;
      makeRoom();
      const entry: Entry = { opening: start().then(createShell), shell: undefined, stopWaiting: () => undefined };
      entries.set(id, entry);
      try {
        entry.shell = await entry.opening;
        return entry.shell;
      } catch (error) {
        forget(id);
        throw error;
      }
    },
    left(key) {
      const entry = entries.get(idOf(key));
      if (!entry || entry.shell?.isConnected) return;
      entry.stopWaiting();
      // Its process has gone when it cannot be ended any more.
      entry.stopWaiting = clock.at(clock.now() + SHELL_PATIENCE_MS, () => void end(key).catch(() => undefined));
    },
    end,
    close() {
      for (const id of [...entries.keys()]) forget(id);
    },
  };
}

function idOf({ jobId, personName, sessionId }: ShellKey): string {
  return JSON.stringify([jobId, personName, sessionId]);
}
