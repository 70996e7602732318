import { capacity, platformConfig } from "../../contract/config.ts";
import { job, type Job } from "../../contract/job.ts";
import { ApiError } from "./errors.ts";
import { createHttp, parseWire, type Http } from "./http.ts";
import type { CallOptions, JobListFilter, JobsClient, JobsClientOptions } from "./jobsClient.ts";
import { listQuery } from "./listQuery.ts";
import type { Connection } from "./streams/connection.ts";
import { monitor } from "./streams/monitor.ts";
import { readNdjson } from "./streams/ndjson.ts";
import { attach, exec } from "./streams/stdStream.ts";
import { top } from "./streams/top.ts";

/** Creates a client of the platform at `options.origin`. It holds no connection of its own and needs no closing. */
export function createJobsClient(options: JobsClientOptions): JobsClient {
  const origin = options.origin.replace(/\/+$/, "");
  const http = createHttp({ ...options, origin });
  const connection: Connection = {
    monitoringUrl: `${origin.replace(/^http/, "ws")}/api/v1/jobs`,
    WebSocket: options.WebSocket ?? globalThis.WebSocket,
    token: options.token,
    status: (id, signal) => readJob(http, id, { signal }),
  };
  return {
    attach: (id, streams) => attach(connection, id, streams),
    exec: (id, streams) => exec(connection, id, streams),
    capacity: ({ signal } = {}) => http.read({ path: "/jobs/capacity", signal }, capacity, "capacity"),
    kill: (id, { signal } = {}) => http.send({ method: "DELETE", path: jobPath(id), signal }),
    list: (filter = {}, call = {}) => listJobs(http, filter, call),
    monitor: (id, watch = {}) => monitor(connection, id, watch),
    start: (body, { signal } = {}) =>
      http.read({ method: "POST", path: "/jobs", query: FROM_PRESET, body, signal }, job, "job"),
    status: (id, call = {}) => readJob(http, id, call),
    top: (id, watch = {}) => top(connection, id, watch),
    config: ({ signal } = {}) => http.read({ path: "/config", signal }, platformConfig, "config"),
  };
}

const FROM_PRESET = new URLSearchParams({ from_preset: "" });

function jobPath(idOrName: string): string {
  return `/jobs/${encodeURIComponent(idOrName)}`;
}

async function readJob(http: Http, idOrName: string, { signal }: CallOptions): Promise<Job> {
  try {
    return await http.read({ path: jobPath(idOrName), signal }, job, "job");
  } catch (error) {
    // Platforms answer 400 as well as 404 for a job that is not there.
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    throw new ApiError("not-found", error.message, { status: error.status, cause: error });
  }
}

async function* listJobs(http: Http, filter: JobListFilter, { signal }: CallOptions): AsyncGenerator<Job, void> {
  const response = await http.open({ path: "/jobs", query: listQuery(filter), accept: "application/x-ndjson", signal });
  if (!response.body) return;
  for await (const value of readNdjson(response.body, signal)) yield parseWire(job, value, "job");
}
