import { queryOptions } from "@tanstack/react-query";
import type { JobsClient } from "../jobsClient.ts";

const STALE_MS = 60_000;
/** How far back images are looked for. */
const LATEST_JOBS = 200;

/** The images of the latest jobs, each once, the latest first. */
export function usedImagesQuery(client: JobsClient) {
  return queryOptions({
    queryKey: ["usedImages"] as const,
    queryFn: async ({ signal }) => {
      const images = new Set<string>();
      for await (const job of client.list({ reverse: true, limit: LATEST_JOBS }, { signal })) {
        images.add(job.container.image);
      }
      return [...images];
    },
    staleTime: STALE_MS,
  });
}
