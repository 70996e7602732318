import { queryOptions } from "@tanstack/react-query";
import type { JobsClient } from "../jobsClient.ts";

const REFRESH_MS = 5_000;

/** How many more jobs of each preset could start now, kept fresh while somebody looks. */
export function capacityQuery(client: JobsClient) {
  return queryOptions({
    queryKey: ["capacity"] as const,
    queryFn: ({ signal }) => client.capacity({ signal }),
    refetchInterval: REFRESH_MS,
    refetchIntervalInBackground: false,
  });
}
