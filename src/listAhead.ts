import { listQuery } from "./api/listQuery.ts";
import { SCREEN_JOBS } from "./api/queries/loadJobs.ts";
import { routes } from "./paths.ts";
import { hasDefaultViews } from "./state/savedViews.ts";
import { currentToken } from "./state/session.ts";

/** How long the answer waits for whoever shows it. */
const UNCLAIMED_MS = 30_000;

interface Question {
  readonly address: string;
  readonly authorization: string;
  readonly answer: Promise<Response>;
  /** Nobody waits for the answer any more. */
  readonly abort: AbortController;
  readonly timer: ReturnType<typeof setTimeout>;
}

let question = openListAhead();

/** Whether all jobs were asked for before anything that shows them was there. */
export const isListAsked = question !== undefined;

/** Loads what the list of jobs is made of, and asks for the jobs, while the code that draws them is on its way. */
function openListAhead(): Question | undefined {
  const token = currentToken();
  if (token === undefined || !["/", routes.jobs].includes(window.location.pathname)) return undefined;
  // A view may ask for other jobs.
  const asksForAll = !new URLSearchParams(window.location.search).has("q") && !hasDefaultViews();
  // Before the code: a browser has few connections, and the platform needs a moment to answer.
  const asked = asksForAll ? ask(token) : undefined;
  for (const part of [import("./views/jobs/JobsPage.tsx"), import("./views/jobs/JobsToolbar.tsx")]) {
    // Who shows it asks again, and tells what is wrong.
    part.catch(() => undefined);
  }
  return asked;
}

function ask(token: string): Question {
  const address = `${window.location.origin}/api/v1/jobs?${listQuery({ reverse: true, limit: SCREEN_JOBS }).toString()}`;
  const authorization = `Bearer ${token}`;
  const abort = new AbortController();
  const headers = { accept: "application/x-ndjson", authorization };
  const answer = fetch(address, { headers, signal: abort.signal, cache: "no-store" });
  // Whoever takes the answer learns of it.
  answer.catch(() => undefined);
  return { address, authorization, answer, abort, timer: setTimeout(() => abort.abort(), UNCLAIMED_MS) };
}

/** Fetches; what was asked for ahead is handed over to the first who asks the same. */
export const fetchFromAhead: typeof fetch = (input, init) => {
  const asked = question;
  if (!asked || input !== asked.address || !carries(init, asked.authorization)) return fetch(input, init);
  question = undefined;
  clearTimeout(asked.timer);
  const { signal } = init ?? {};
  const leave = () => asked.abort.abort(signal?.reason);
  if (signal?.aborted) leave();
  signal?.addEventListener("abort", leave, { once: true });
  return asked.answer;
};

function carries(init: RequestInit | undefined, authorization: string): boolean {
  const headers = new Headers(init?.headers);
  return headers.get("authorization") === authorization && !headers.has("if-none-match");
}
