import { queryOptions } from "@tanstack/react-query";
import type { JobsClient } from "../jobsClient.ts";

const REFRESH_MS = 5_000;
const IMAGES_STALE_MS = 60_000;

/** Whether what runs the jobs answers, kept fresh while somebody looks. */
export function engineHealthQuery(client: JobsClient) {
  return queryOptions({
    queryKey: ["engine", "health"] as const,
    queryFn: ({ signal }) => client.engineHealth({ signal }),
    refetchInterval: REFRESH_MS,
    refetchIntervalInBackground: false,
  });
}

/** Images that the engine has already. */
export function engineImagesQuery(client: JobsClient) {
  return queryOptions({
    queryKey: ["engine", "images"] as const,
    queryFn: ({ signal }) => client.engineImages({ signal }),
    staleTime: IMAGES_STALE_MS,
  });
}
