import { queryOptions } from "@tanstack/react-query";
import { ACTIVE_STATUSES } from "../../../contract/status.ts";
import type { JobsClient } from "../jobsClient.ts";

const STALE_MS = 5_000;

/** The live job of a project that has a name; null where it is free, for a query's answer is never undefined. */
export function nameHolderQuery(client: JobsClient, name: string, projectName: string | undefined) {
  return queryOptions({
    queryKey: ["nameHolder", projectName, name] as const,
    queryFn: async ({ signal }) => {
      const filter = { name, statuses: ACTIVE_STATUSES, projects: projectName === undefined ? [] : [projectName] };
      for await (const job of client.list(filter, { signal })) return job;
      return null;
    },
    staleTime: STALE_MS,
  });
}
