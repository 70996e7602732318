import type { Job } from "../../contract/job.ts";
import type { StartBody } from "../lib/startBody.ts";
import type { JobsClient, StartOptions } from "./jobsClient.ts";

/** Starts a job by the call that its body is for. @throws ApiError */
export function startJob(client: JobsClient, body: StartBody, options?: StartOptions): Promise<Job> {
  return "container" in body ? client.run(body, options) : client.start(body, options);
}
