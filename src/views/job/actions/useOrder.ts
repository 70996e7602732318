import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Job } from "../../../../contract/job.ts";
import type { JobsClient } from "../../../api/jobsClient.ts";
import { refreshJobs } from "../../../api/queries/jobs.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { notify } from "../../../state/notice.ts";

/** Orders something of the platform for a job, brings what shows the job up to date, and says that it was done. */
export function useOrder<T>(
  job: Job,
  order: (client: JobsClient, what: T) => Promise<void>,
  done: (what: T) => string,
) {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (what: T) => order(client, what),
    onSuccess: (_, what) => {
      notify(done(what));
      return refreshJobs(cache, [job.id]);
    },
  });
}
