import { randomBytes } from "node:crypto";
import type { Identify, Person } from "../../http/auth.ts";
import type { Clock } from "../clock.ts";

const TICKET_MS = 60_000;
export const SESSION_SECONDS = 12 * 60 * 60;
/** More than anybody opens in twelve hours; the oldest goes first. */
const MOST_KEPT = 10_000;

/** One port of one job, and the token of who may open it. */
export interface Grant {
  readonly jobId: string;
  readonly port: number;
  readonly token: string;
}

/**
 * Who may open the pages of jobs without showing the dashboard's token: a ticket, good for one minute and one use,
 * becomes a session of one port of one job. Both are forgotten when the server stops and hold only as long as the token
 * they were asked for with.
 */
export interface WebSessions {
  /** @returns a ticket */
  issue(grant: Grant): string;
  /** Takes a ticket for a session. @returns the session's id; undefined for a ticket that is spent, old or another's */
  redeem(ticket: string, jobId: string, port: number): string | undefined;
  /** Whose one of these sessions is, if it is for this port. */
  personOf(sessionIds: readonly string[], jobId: string, port: number): Person | undefined;
}

export function createWebSessions(identify: Identify, clock: Clock): WebSessions {
  const tickets = createKept(clock, TICKET_MS);
  const sessions = createKept(clock, SESSION_SECONDS * 1000);
  const holds = (grant: Grant | undefined, jobId: string, port: number): grant is Grant =>
    grant?.jobId === jobId && grant.port === port;
  return {
    issue: (grant) => tickets.add(grant),
    redeem(ticket, jobId, port) {
      const grant = tickets.get(ticket);
      if (!holds(grant, jobId, port)) return undefined;
      tickets.remove(ticket);
      return sessions.add(grant);
    },
    personOf(sessionIds, jobId, port) {
      for (const id of sessionIds) {
        const grant = sessions.get(id);
        const person = holds(grant, jobId, port) ? identify(grant.token) : undefined;
        if (person) return person;
      }
      return undefined;
    },
  };
}

/** Grants by secrets that nobody can guess, oldest first. */
function createKept(clock: Clock, lastsMs: number) {
  const kept = new Map<string, { readonly grant: Grant; readonly untilMs: number }>();

  function dropOld(): void {
    for (const [secret, { untilMs }] of kept) {
      if (untilMs > clock.now() && kept.size < MOST_KEPT) return;
      kept.delete(secret);
    }
  }

  return {
    add(grant: Grant): string {
      dropOld();
      const secret = randomBytes(24).toString("base64url");
      kept.set(secret, { grant, untilMs: clock.now() + lastsMs });
      return secret;
    },
    get(secret: string): Grant | undefined {
      const found = kept.get(secret);
      return found && found.untilMs > clock.now() ? found.grant : undefined;
    },
    remove: (secret: string) => void kept.delete(secret),
  };
}
