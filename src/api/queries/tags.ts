import { queryOptions } from "@tanstack/react-query";
import type { JobsClient } from "../jobsClient.ts";

const STALE_MS = 30_000;

/** All tags of the user's own jobs, sorted. */
export function tagsQuery(client: JobsClient) {
  return queryOptions({
    queryKey: ["tags"] as const,
    queryFn: ({ signal }) => client.tags({ signal }),
    staleTime: STALE_MS,
  });
}
