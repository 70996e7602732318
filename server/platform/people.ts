import { createHash, timingSafeEqual } from "node:crypto";
import type { UserRole } from "../../contract/roles.ts";
import type { Identify, Person } from "../http/auth.ts";
import { createToken } from "../token.ts";
import type { JobRecord } from "./jobRecord.ts";
import type { JobTokenStore, UserStore } from "./store/tokens.ts";

/** Who may use the platform: the one who started it, the users he has added, and jobs in the names of their owners. */
export interface People {
  readonly identify: Identify;
  /** Undefined for who may not use the platform (any more). */
  roleOf(this: void, name: string): UserRole | undefined;
  /** Everybody's name, sorted; each is the name of a project too. */
  names(): string[];
  /** Makes a token for a job's present attempt: it has its owner's rights, and is dead once the job has ended. */
  tokenFor(job: JobRecord): string;
}

export interface PeopleDeps {
  /** The server's own token. */
  readonly token: string;
  /** The one who started the server: a manager whom nobody can remove. */
  readonly ownerName: string;
  readonly users: UserStore;
  readonly jobTokens: JobTokenStore;
}

/** Reads who there is at every call: users come and go while the server runs. */
export function createPeople({ token, ownerName, users, jobTokens }: PeopleDeps): People {
  const expected = digest(token);
  const owner: Person = { name: ownerName, role: "manager" };

  function roleOf(name: string): UserRole | undefined {
    return name === ownerName ? owner.role : users.find(name)?.role;
  }

  function ofJob(candidate: string): Person | undefined {
    const name = jobTokens.ownerOf(candidate);
    const role = name === undefined ? undefined : roleOf(name);
    return name === undefined || role === undefined ? undefined : { name, role };
  }

  return {
    identify(candidate) {
      if (candidate === undefined) return undefined;
      // The server's own token may be a word that somebody chose: it is compared in constant time.
      if (timingSafeEqual(digest(candidate), expected)) return owner;
      return users.byToken(candidate) ?? ofJob(candidate);
    },
    roleOf,
    names: () => [...new Set([ownerName, ...users.all().map(({ name }) => name)])].sort(),
    tokenFor(job) {
      const made = createToken(job.owner);
      // One whose owner was removed must not come to life with a later user of that name.
      if (roleOf(job.owner) !== undefined) jobTokens.add(job, made);
      return made;
    },
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
