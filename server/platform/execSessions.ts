import { randomUUID } from "node:crypto";
import type { ExecCreateRequest } from "../../contract/execSession.ts";
import type { StreamSession, WindowSize } from "../engines/engine.ts";
import { HttpError } from "../http/errors.ts";
import type { Clock } from "./clock.ts";

/** So many are remembered; beyond that the oldest that have ended are forgotten. */
const MAX_SESSIONS = 256;
/** One that nobody has started by then is forgotten. */
const START_PATIENCE_MS = 10 * 60_000;

/** A further process that is asked for in one call, started in another and looked at in a third. */
export interface ExecSession {
  readonly id: string;
  readonly jobId: string;
  readonly request: ExecCreateRequest;
  readonly state: "created" | "running" | "ended";
  /** Of one that has ended by itself. */
  readonly exitCode: number | undefined;
}

/** The exec sessions of all jobs, in memory: they end with the server's connections anyway. */
export interface ExecSessions {
  /** @throws HttpError 429 when too many are running */
  create(jobId: string, request: ExecCreateRequest): ExecSession;
  /** @throws HttpError 404 */
  find(jobId: string, execId: string): ExecSession;
  /** Starts the process, once, and notes how it ends. @throws HttpError 409, and what `connect` throws */
  start(
    session: ExecSession,
    connect: (size: WindowSize | undefined) => Promise<StreamSession>,
  ): Promise<StreamSession>;
  /** Before the start it says with which size to start. @throws HttpError 400 without a terminal, 409 after the end */
  resize(session: ExecSession, size: WindowSize): Promise<void>;
}

interface Entry extends ExecSession {
  state: ExecSession["state"];
  exitCode: number | undefined;
  readonly createdAtMs: number;
  size: WindowSize | undefined;
  stream: StreamSession | undefined;
}

export function createExecSessions(clock: Clock): ExecSessions {
  /** Oldest first, as maps keep their order. */
  const entries = new Map<string, Entry>();

  function forgetExpired(): void {
    const deadlineMs = clock.now() - START_PATIENCE_MS;
    for (const { id, state, createdAtMs } of entries.values()) {
      if (state === "created" && createdAtMs <= deadlineMs) entries.delete(id);
    }
  }

  function makeRoom(): void {
    if (entries.size < MAX_SESSIONS) return;
    const all = [...entries.values()];
    const oldest = all.find(({ state }) => state === "ended") ?? all.find(({ state }) => state === "created");
    if (!oldest)
      throw new HttpError(429, `${MAX_SESSIONS} exec sessions are running; end some before you create more.`);
    entries.delete(oldest.id);
  }

  function entryOf(jobId: string, id: string): Entry {
    forgetExpired();
    const entry = entries.get(id);
    if (entry?.jobId === jobId) return entry;
    throw new HttpError(404, `There is no exec session '${id}' of job '${jobId}'.`);
  }

  return {
    create(jobId, request) {
      forgetExpired();
      makeRoom();
      const createdAtMs = clock.now();
      const unknown = { exitCode: undefined, size: undefined, stream: undefined };
      const entry: Entry = { id: randomUUID(), jobId, request, state: "created", createdAtMs, ...unknown };
      entries.set(entry.id, entry);
      return entry;
    },
    find: entryOf,
    async start(session, connect) {
      const entry = entryOf(session.jobId, session.id);
      assertNotStarted(entry);
      entry.state = "running";
      try {
        return await connectEntry(entry, connect);
      } catch (error) {
        entry.state = "ended";
        throw error;
      }
    },
    async resize(session, size) {
      const entry = entryOf(session.jobId, session.id);
      if (!entry.request.tty) throw new HttpError(400, "This exec session has no terminal; create it with tty.");
      if (entry.state === "ended") throw new HttpError(409, "This exec session has ended.");
      entry.size = size;
      await entry.stream?.resize(size);
    },
  };
}

/** @throws HttpError 409 */
export function assertNotStarted({ state }: ExecSession): void {
  if (state === "created") return;
  throw new HttpError(409, "This exec session was started before; create another one to run the command again.");
}

async function connectEntry(
  entry: Entry,
  connect: (size: WindowSize | undefined) => Promise<StreamSession>,
): Promise<StreamSession> {
  const { size } = entry;
  const stream = await connect(size);
  entry.stream = stream;
  const end = (exitCode: number | undefined) => {
    entry.state = "ended";
    entry.exitCode = exitCode;
    entry.stream = undefined;
  };
  // Without an exit code its client left before the end, and nobody knows how the process took that.
  stream.exitCode.then(end, () => end(undefined));
  if (entry.size !== undefined && entry.size !== size) await stream.resize(entry.size);
  return stream;
}
