import { capacity, platformConfig } from "../../contract/config.ts";
import { engineHealth, engineImages } from "../../contract/engineState.ts";
import { tagList } from "../../contract/errors.ts";
import { job, type Job } from "../../contract/job.ts";
import { saveProgress, type SavePayload, type SaveProgress } from "../../contract/save.ts";
import { telemetryHistory } from "../../contract/telemetryHistory.ts";
import { webSession, type WebSessionPayload } from "../../contract/webSession.ts";
import { ApiError } from "./errors.ts";
import { clusterCalls, spanQuery } from "./clusterCalls.ts";
import { execCalls } from "./execCalls.ts";
import { disksClient } from "./disks.ts";
import { createHttp, parseWire, type Http } from "./http.ts";
import { jobPath } from "./jobPath.ts";
import type { CallOptions, JobListFilter, JobsClient, JobsClientOptions } from "./jobsClient.ts";
import { listQuery } from "./listQuery.ts";
import { secretsClient } from "./secrets.ts";
import { storageClient } from "./storage.ts";
import type { Connection } from "./streams/connection.ts";
import { execStart } from "./streams/execStart.ts";
import { monitor } from "./streams/monitor.ts";
import { readNdjson } from "./streams/ndjson.ts";
import { portForward } from "./streams/portForward.ts";
import { openShell } from "./streams/shellStream.ts";
import { attach, exec } from "./streams/stdStream.ts";
import { top } from "./streams/top.ts";
import { topMany } from "./streams/topMany.ts";

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
  const calls = execCalls(http);
  return {
    attach: (id, streams) => attach(connection, id, streams),
    exec: (id, streams) => exec(connection, id, streams),
    shell: (id, shell) => openShell(connection, id, shell),
    ...calls,
    execStart: (id, execId, call = {}) =>
      execStart(connection, id, execId, call, () => calls.execInspect(id, execId, call)),
    capacity: ({ signal } = {}) => http.read({ path: "/jobs/capacity", signal }, capacity, "capacity"),
    kill: (id, { signal } = {}) => http.send({ method: "DELETE", path: jobPath(id), signal }),
    list: (filter = {}, call = {}) => listJobs(http, filter, call),
    monitor: (id, watch = {}) => monitor(connection, id, watch),
    portForward: (id, port, call = {}) => portForward(connection, id, port, call),
    run: (body, call = {}) => http.read({ method: "POST", path: "/jobs", body, ...call }, job, "job"),
    start: (body, call = {}) =>
      http.read({ method: "POST", path: "/jobs", query: FROM_PRESET, body, ...call }, job, "job"),
    sendSignal: (id, name, { signal } = {}) =>
      http.send({ method: "POST", path: jobPath(id, "kill"), query: signalQuery(name), signal }),
    status: (id, call = {}) => readJob(http, id, call),
    tags: async ({ signal } = {}) => (await http.read({ path: "/tags", signal }, tagList, "tags")).tags,
    top: (id, watch = {}) => top(connection, id, watch),
    topMany: (watch = {}) =>
      topMany(connection, watch, () =>
        http.read({ path: "/jobs/capacity", signal: watch.signal }, capacity, "capacity"),
      ),
    ...clusterCalls(http),
    telemetry: (id, { signal, ...span } = {}) =>
      http.read({ path: jobPath(id, "telemetry"), query: spanQuery(span), signal }, telemetryHistory, "telemetry"),
    bumpLifeSpan: (id, additionalSeconds, { signal } = {}) =>
      changeLifeSpan(http, id, { additional_max_run_time_minutes: wholeMinutes(additionalSeconds) }, signal),
    setLifeSpan: (id, wholeSeconds, { signal } = {}) =>
      changeLifeSpan(http, id, { max_run_time_minutes: wholeMinutes(wholeSeconds) }, signal),
    save: (id, image, call = {}) => saveJob(http, id, image, call),
    webSession: (id, port, call = {}) => openWebSession(http, id, port, call),
    drop: (id, { signal } = {}) => http.send({ method: "POST", path: jobPath(id, "drop"), signal }),
    dropLog: (id, { signal } = {}) => http.send({ method: "DELETE", path: jobPath(id, "log"), signal }),
    secrets: secretsClient(http),
    storage: storageClient(http),
    disks: disksClient(http),
    config: ({ signal } = {}) => http.read({ path: "/config", signal }, platformConfig, "config"),
    engineHealth: ({ signal } = {}) => http.read({ path: "/engine/health", signal }, engineHealth, "engine's health"),
    engineImages: async ({ signal } = {}) =>
      (await http.read({ path: "/engine/images", signal }, engineImages, "engine's images")).images,
  };
}

const FROM_PRESET = new URLSearchParams({ from_preset: "" });

function signalQuery(name: number | string | undefined): URLSearchParams | undefined {
  return name === undefined ? undefined : new URLSearchParams({ signal: String(name) });
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

async function* saveJob(
  http: Http,
  id: string,
  image: string,
  { signal }: CallOptions,
): AsyncGenerator<SaveProgress, void> {
  const body: SavePayload = { container: { image } };
  const request = { method: "POST", path: jobPath(id, "save"), accept: "application/x-ndjson", body, signal } as const;
  const response = await http.open(request);
  if (!response.body) return;
  for await (const value of readNdjson(response.body, signal)) yield parseWire(saveProgress, value, "save progress");
}

async function openWebSession(http: Http, id: string, port: number | undefined, call: CallOptions): Promise<string> {
  const body: WebSessionPayload = { port };
  const request = { method: "POST", path: jobPath(id, "web_session"), body, signal: call.signal } as const;
  return (await http.read(request, webSession, "web session")).url;
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
