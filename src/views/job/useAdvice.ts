import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Preset } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { isRunning } from "../../../contract/status.ts";
import { clusterQuery } from "../../api/queries/cluster.ts";
import { configQuery } from "../../api/queries/config.ts";
import { ApiError } from "../../api/errors.ts";
import type { JobsClient } from "../../api/jobsClient.ts";
import { useClient } from "../../components/ClientContext.ts";
import type { Advice } from "../../lib/advice/advice.ts";
import { adviceFor } from "../../lib/advice/adviceFor.ts";
import { observedInHistory, observedInSamples, type Observed } from "../../lib/advice/observed.ts";
import { telemetryFeed } from "../../state/telemetry.ts";

/** Advice changes slowly: it rests on minutes. */
const REFRESH_MS = 15_000;
/** So much of the past is looked at. */
const SPAN_MS = 60 * 60_000;
const STEPS = 400;
const NOTHING: Observed = { stepMs: 1_000, timestampsMs: [], cpu: [], memoryBytes: [], gpuDutyPercent: [] };
const NO_PRESETS: readonly Preset[] = [];
const standStill = () => () => {};

/** What the platform keeps of a job's last hour; null where it keeps nothing. */
function lastHourQuery(client: JobsClient, jobId: string) {
  return queryOptions({
    queryKey: ["last-hour", jobId] as const,
    queryFn: async ({ signal }): Promise<{ readonly observed: Observed; readonly readAtMs: number } | null> => {
      const readAtMs = Date.now();
      try {
        const history = await client.telemetry(jobId, { sinceMs: readAtMs - SPAN_MS, steps: STEPS, signal });
        return { observed: observedInHistory(history), readAtMs };
      } catch (error) {
        if (error instanceof ApiError && error.kind === "not-found") return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data === null ? false : REFRESH_MS),
    refetchIntervalInBackground: false,
    structuralSharing: false,
  });
}

/** What a running job's owner might do about how it uses what it holds: from the platform's history, else this browser's. */
export function useAdvice(job: Job): readonly Advice[] {
  const client = useClient();
  const runs = isRunning(job.status);
  const { data: config } = useQuery(configQuery(client));
  const { data: cluster } = useQuery({ ...clusterQuery(client, REFRESH_MS), enabled: runs });
  const kept = useQuery({ ...lastHourQuery(client, job.id), enabled: runs });
  const feed = telemetryFeed(client, job.id);
  const measuresHere = runs && kept.data === null;
  const { samples } = useSyncExternalStore(measuresHere ? feed.subscribe : standStill, feed.getSnapshot);
  const observed = measuresHere ? observedInSamples(samples) : (kept.data?.observed ?? NOTHING);
  return adviceFor(job, observed, {
    nowMs: (measuresHere ? samples.at(-1)?.timestampMs : kept.data?.readAtMs) ?? job.history.createdAtMs,
    presets: config?.clusters.find(({ name }) => name === job.clusterName)?.presets ?? NO_PRESETS,
    silentSinceMs: cluster?.silentSinceMs[job.id],
  });
}
