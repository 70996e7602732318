import type { Logger } from "pino";
import type { Identify, Person } from "./auth.ts";

const INTERVAL_MS = 250;

/** Looks after what was opened with a token and lasts: the right to it may end before it does. */
export interface Vigil {
  /** Calls `end`, once, soon after the token has become nobody's or its person's rights others. @returns stops watching */
  watch(token: string, person: Person, end: () => void): () => void;
  close(): void;
}

interface Watched {
  readonly token: string;
  readonly person: Person;
  readonly end: () => void;
}

/** Asks anew whose each token is, four times a second while there is something to watch. */
export function createVigil(identify: Identify, log: Logger): Vigil {
  const watched = new Set<Watched>();
  let timer: NodeJS.Timeout | undefined;

  function check(): void {
    const people = new Map<string, Person | undefined>();
    for (const { token } of watched) if (!people.has(token)) people.set(token, identify(token));
    for (const entry of [...watched]) {
      const now = people.get(entry.token);
      if (now?.name === entry.person.name && now.role === entry.person.role) continue;
      forget(entry);
      entry.end();
    }
  }

  function forget(entry: Watched): void {
    watched.delete(entry);
    if (watched.size === 0) stop();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    watch(token, person, end) {
      const entry = { token, person, end };
      watched.add(entry);
      timer ??= setInterval(() => {
        try {
          check();
        } catch (error) {
          log.error({ err: error }, "open connections could not be checked");
        }
      }, INTERVAL_MS).unref();
      return () => forget(entry);
    },
    close() {
      watched.clear();
      stop();
    },
  };
}
