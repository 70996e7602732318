import { job, type Job } from "../../contract/job.ts";
import { ApiError } from "./errors.ts";
import { createHttp, type Http } from "./http.ts";
import { jobPath } from "./jobPath.ts";
import type { CallOptions, JobsClientOptions } from "./jobsClient.ts";
import type { Connection } from "./streams/connection.ts";

/** What all calls of a client are made of. */
export interface ClientCore {
  readonly http: Http;
  readonly connection: Connection;
}

export function createClientCore(options: JobsClientOptions): ClientCore {
  const origin = options.origin.replace(/\/+$/, "");
  const http = createHttp({ ...options, origin });
  return {
    http,
    connection: {
      monitoringUrl: `${origin.replace(/^http/, "ws")}/api/v1/jobs`,
      WebSocket: options.WebSocket ?? globalThis.WebSocket,
      token: options.token,
      status: (id, signal) => readJob(http, id, { signal }),
    },
  };
}

/** A job by id or by name. */
export async function readJob(http: Http, idOrName: string, { signal }: CallOptions): Promise<Job> {
  try {
    return await http.read({ path: jobPath(idOrName), signal }, job, "job");
  } catch (error) {
    // Platforms answer 400 as well as 404 for a job that is not there.
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    throw new ApiError("not-found", error.message, { status: error.status, cause: error });
  }
}
