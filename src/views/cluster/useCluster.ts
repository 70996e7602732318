import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ClusterState, PresetLoad } from "../../../contract/cluster.ts";
import type { Preset } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { ACTIVE_STATUSES, isPending, isRunning } from "../../../contract/status.ts";
import { capacityQuery } from "../../api/queries/capacity.ts";
import { clusterQuery } from "../../api/queries/cluster.ts";
import { configQuery } from "../../api/queries/config.ts";
import { coveringFilter, jobsQuery } from "../../api/queries/jobs.ts";
import { useClient } from "../../components/ClientContext.ts";

const FILTER = { statuses: ACTIVE_STATUSES };

/** What is known of the cluster at this moment. */
export interface ClusterView {
  readonly name: string;
  readonly presets: readonly Preset[];
  /** Those that run, wait or are suspended, newest first. */
  readonly activeJobs: readonly Job[];
  readonly loads: readonly (Omit<PresetLoad, "most"> & { readonly most: number | undefined })[];
  readonly creditsPerHour: number;
  /** Undefined on a platform that tells nothing but its jobs. */
  readonly state: ClusterState | undefined;
  /** First to start first; by age where the platform does not tell. */
  readonly queue: readonly Job[];
  readonly queueLength: number;
}

export type ClusterViewState =
  | { readonly status: "loading" }
  | { readonly status: "failed"; readonly error: Error; readonly retry: () => void }
  | { readonly status: "loaded"; readonly view: ClusterView };

/** Reads what there is; what a platform does not tell is reckoned from its jobs. */
export function useCluster(): ClusterViewState {
  const client = useClient();
  const cache = useQueryClient();
  const config = useQuery(configQuery(client));
  const cluster = useQuery(clusterQuery(client));
  const list = useQuery(jobsQuery(client, cache, coveringFilter(cache, FILTER) ?? FILTER));
  const capacity = useQuery({ ...capacityQuery(client), enabled: cluster.data === null });
  const all = list.data?.isComplete ? list.data.jobs : undefined;
  const activeJobs = useMemo(
    () => all?.filter(({ status }) => ACTIVE_STATUSES.some((active) => active === status)),
    [all],
  );
  const known = config.data?.clusters[0];
  const error = config.error ?? list.error ?? cluster.error;
  if (!activeJobs || !known || cluster.data === undefined) {
    if (!error) return { status: "loading" };
    const retry = () => void Promise.all([config.refetch(), list.refetch(), cluster.refetch()]);
    return { status: "failed", error, retry };
  }
  const state = cluster.data ?? undefined;
  const { presets } = known;
  const byId = new Map(activeJobs.map((job) => [job.id, job]));
  const waiting = activeJobs.filter(({ status }) => isPending(status)).toReversed();
  return {
    status: "loaded",
    view: {
      name: known.name,
      presets,
      activeJobs,
      loads: state?.presets ?? loadsOf(presets, activeJobs, capacity.data ?? {}),
      creditsPerHour: state?.creditsPerHour ?? creditsPerHour(activeJobs),
      state,
      queue: state ? state.queue.flatMap((id) => byId.get(id) ?? []) : waiting,
      queueLength: state?.queueLength ?? waiting.length,
    },
  };
}

function creditsPerHour(jobs: readonly Job[]): number {
  return jobs.reduce((sum, job) => sum + (isRunning(job.status) ? job.pricePerHourCredits : 0), 0);
}

function loadsOf(presets: readonly Preset[], jobs: readonly Job[], capacity: Readonly<Record<string, number>>) {
  const count = (name: string, has: (job: Job) => boolean) =>
    jobs.filter((job) => job.presetName === name && has(job)).length;
  return presets.map(({ name }) => ({
    name,
    running: count(name, ({ status }) => isRunning(status)),
    waiting: count(name, ({ status }) => isPending(status)),
    couldStart: capacity[name] ?? 0,
    most: undefined,
  }));
}
