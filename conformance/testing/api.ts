import { setTimeout as delay } from "node:timers/promises";
import { inject } from "vitest";
import type { JobPayload } from "../../contract/job.ts";

/** The server under test. */
export const target = inject("target");

const POLL_MS = 50;
const FINISHED = new Set(["succeeded", "failed", "cancelled"]);
const started = new Set<string>();

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Where to ask, and as whom. */
export type Server = Pick<typeof target, "url" | "token">;

/**
 * One request to `API{path}`.
 * @param body sent as JSON; a string is sent as it is
 */
export async function call(method: string, path: string, body?: unknown, server: Server = target): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: readJson(await response.text()), headers: response.headers };
}

/** A shell script as the one line that a job's command is. */
export function sh(script: string): string {
  return `sh -c '${script.replaceAll("'", `'\\''`)}'`;
}

/** Starts a job with the smallest preset; it is killed after the test, or after the file's tests. */
export async function start(request: object = {}): Promise<JobPayload> {
  const body = { image: target.image, preset_name: target.preset, command: "sleep 1000", ...request };
  return accepted(await call("POST", "/jobs?from_preset", body));
}

/** Starts a job with resources of its own (`run` of the references). */
export async function run(job: object, container: object, resources: object): Promise<JobPayload> {
  const body = { ...job, container: { image: target.image, command: "sleep 1000", ...container, resources } };
  return accepted(await call("POST", "/jobs", body));
}

/** Starts a job that the test ends itself: it goes on beside other tests, or is on a server of the test's own. */
export async function startOn(server: Server, request: object): Promise<string> {
  const { status, body } = await call("POST", "/jobs?from_preset", { image: target.image, ...request }, server);
  if (status !== 202) throw new Error(`The start was answered with ${status}: ${JSON.stringify(body)}`);
  return (body as JobPayload).id;
}

function accepted({ status, body }: Answer): JobPayload {
  if (status !== 202) throw new Error(`The start was answered with ${status}: ${JSON.stringify(body)}`);
  const job = body as JobPayload;
  started.add(job.id);
  return job;
}

export async function statusOf(idOrName: string, server: Server = target): Promise<JobPayload> {
  const { status, body } = await call("GET", `/jobs/${idOrName}`, undefined, server);
  if (status !== 200) throw new Error(`The status of ${idOrName} was answered with ${status}: ${JSON.stringify(body)}`);
  return body as JobPayload;
}

/** Asks until the job is as wanted; fails once it has finished otherwise. */
export async function untilJob(
  id: string,
  isWanted: (job: JobPayload) => boolean,
  server: Server = target,
): Promise<JobPayload> {
  for (;;) {
    const job = await statusOf(id, server);
    if (isWanted(job)) return job;
    if (FINISHED.has(job.status)) throw new Error(`${id} has ended otherwise: ${JSON.stringify(job.history)}`);
    // The API has no way to wait for a change: clients ask again.
    await delay(POLL_MS);
  }
}

export const untilStatus = (id: string, status: string, server?: Server): Promise<JobPayload> =>
  untilJob(id, (job) => job.status === status, server);

export const untilFinished = (id: string, server?: Server): Promise<JobPayload> =>
  untilJob(id, ({ status }) => FINISHED.has(status), server);

/** Starts a script as a job and waits until it runs. @returns its id */
export async function startRunning(script: string, request: object = {}): Promise<string> {
  const { id } = await start({ command: sh(script), ...request });
  await untilStatus(id, "running");
  return id;
}

/** Waits for the job's end. @returns everything it has printed */
export async function logOf(id: string, query = ""): Promise<string> {
  await untilFinished(id);
  const headers = { authorization: `Bearer ${target.token}` };
  return await (await fetch(`${target.url}/api/v1/jobs/${id}/log?${query}`, { headers })).text();
}

/** The jobs that this file has started and not ended. */
export function startedSoFar(): ReadonlySet<string> {
  return new Set(started);
}

/** Kills the jobs that were started since; the answer comes when they have ended, or a second later. */
export async function endStartedSince(before: ReadonlySet<string>): Promise<void> {
  const since = [...started].filter((id) => !before.has(id));
  await Promise.all(since.map((id) => call("DELETE", `/jobs/${id}`)));
}

/** Ends every job that this file has started, and forgets them: others need the room, and engines keep what has ended. */
export async function endStarted(): Promise<void> {
  await Promise.all([...started].map((id) => call("DELETE", `/jobs/${id}`)));
  await Promise.all(
    [...started].map(async (id) => {
      while ((await call("GET", `/jobs/${id}`).then(isActive)) === true) await delay(POLL_MS);
      await call("POST", `/jobs/${id}/drop`);
    }),
  );
  started.clear();
}

/** A job that was dropped is active no more either. */
function isActive({ status, body }: Answer): boolean {
  return status === 200 && !FINISHED.has((body as JobPayload).status);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
