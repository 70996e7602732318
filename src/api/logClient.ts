import { createClientCore, readJob } from "./clientCore.ts";
import type { JobsClient, JobsClientOptions } from "./jobsClient.ts";
import { monitor } from "./streams/monitor.ts";

/** The part of a client that following a log takes: a worker's code must be there soon. */
export type LogClient = Pick<JobsClient, "monitor" | "status">;

export function createLogClient(options: JobsClientOptions): LogClient {
  const { http, connection } = createClientCore(options);
  return {
    status: (id, call = {}) => readJob(http, id, call),
    monitor: (id, call = {}) => monitor(connection, id, call),
  };
}
