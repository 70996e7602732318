import { capacity, platformConfig } from "../../contract/config.ts";
import { engineHealth } from "../../contract/engineState.ts";
import { tagList } from "../../contract/errors.ts";
import { job } from "../../contract/job.ts";
import { createClientCore, readJob } from "./clientCore.ts";
import { ApiError } from "./errors.ts";
import type { Http } from "./http.ts";
import { jobPath } from "./jobPath.ts";
import type { JobsClient, JobsClientOptions } from "./jobsClient.ts";
import { createListJobs } from "./listJobs.ts";
import { loadCalls } from "./loadCalls.ts";

/**
 * Creates a client of the platform at `options.origin`. It holds no connection of its own and needs no closing; what a
 * list of jobs does without is loaded when it is called.
 */
export function createJobsClient(options: JobsClientOptions): JobsClient {
  const { http, connection } = createClientCore(options);
  const listJobs = createListJobs(http, options.token);
  return {
    ...loadCalls(http, connection),
    capacity: ({ signal } = {}) => http.read({ path: "/jobs/capacity", signal }, capacity, "capacity"),
    kill: (id, { signal } = {}) => http.send({ method: "DELETE", path: jobPath(id), signal }),
    list: (filter = {}, call = {}) => listJobs(filter, call),
    run: (body, call = {}) => http.read({ method: "POST", path: "/jobs", body, ...call }, job, "job"),
    start: (body, call = {}) =>
      http.read({ method: "POST", path: "/jobs", query: FROM_PRESET, body, ...call }, job, "job"),
    sendSignal: (id, name, { signal } = {}) =>
      http.send({ method: "POST", path: jobPath(id, "kill"), query: signalQuery(name), signal }),
    status: (id, call = {}) => readJob(http, id, call),
    tags: async ({ signal } = {}) => (await http.read({ path: "/tags", signal }, tagList, "tags")).tags,
    bumpLifeSpan: (id, additionalSeconds, { signal } = {}) =>
      changeLifeSpan(http, id, { additional_max_run_time_minutes: wholeMinutes(additionalSeconds) }, signal),
    setLifeSpan: (id, wholeSeconds, { signal } = {}) =>
      changeLifeSpan(http, id, { max_run_time_minutes: wholeMinutes(wholeSeconds) }, signal),
    drop: (id, { signal } = {}) => http.send({ method: "POST", path: jobPath(id, "drop"), signal }),
    dropLog: (id, { signal } = {}) => http.send({ method: "DELETE", path: jobPath(id, "log"), signal }),
    config: ({ signal } = {}) => http.read({ path: "/config", signal }, platformConfig, "config"),
    engineHealth: ({ signal } = {}) => http.read({ path: "/engine/health", signal }, engineHealth, "engine's health"),
  };
}

const FROM_PRESET = new URLSearchParams({ from_preset: "" });

function signalQuery(name: number | string | undefined): URLSearchParams | undefined {
  return name === undefined ? undefined : new URLSearchParams({ signal: String(name) });
}

type LifeSpanPayload = { readonly additional_max_run_time_minutes: number } | { readonly max_run_time_minutes: number };

async function changeLifeSpan(http: Http, id: string, body: LifeSpanPayload, signal?: AbortSignal): Promise<void> {
  if (!Object.values(body).every((minutes) => minutes >= 1)) {
    throw new ApiError("invalid", "A life span grows by at least one minute.");
  }
  await http.send({ method: "PUT", path: jobPath(id, "max_run_time_minutes"), body, signal });
}

/** The platform counts whole minutes: what is beyond them is cut off. */
function wholeMinutes(seconds: number): number {
  return Math.floor(seconds / 60);
}
