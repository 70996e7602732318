import { queryOptions } from "@tanstack/react-query";
import type { JobsClient } from "../jobsClient.ts";

const STALE_MS = 60_000;

/** Who asks and what there is to run on. */
export function configQuery(client: JobsClient) {
  return queryOptions({
    queryKey: ["config"] as const,
    queryFn: ({ signal }) => client.config({ signal }),
    staleTime: STALE_MS,
  });
}
