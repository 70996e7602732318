import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Job } from "../../../contract/job.ts";
import { ACTIVE_STATUSES, isRunning } from "../../../contract/status.ts";
import { configQuery } from "../../api/queries/config.ts";
import { coveringFilter, jobsQuery } from "../../api/queries/jobs.ts";
import { useClient } from "../../components/ClientContext.ts";
import { useTickingText } from "../../components/jobs/clock.ts";
import type { SearchContext } from "../../lib/jobSearch/matchJobs.ts";
import { parseQuery } from "../../lib/jobSearch/parseQuery.ts";
import { searchJobs } from "../../lib/jobSearch/searchJobs.ts";

/** So many jobs are measured at once; a search picks others. */
export const MOST_TOP_JOBS = 300;

const FILTER = { statuses: ACTIVE_STATUSES };
const MINUTE_MS = 60_000;
const NONE: readonly Job[] = [];

export interface TopJobs {
  /** Undefined while they are not known. */
  readonly jobs: readonly Job[] | undefined;
  /** How many fit, those that are too many included. */
  readonly foundCount: number;
  /** All that run, whatever is looked for; undefined while they are not known. */
  readonly running: readonly Job[] | undefined;
  /** Who asks, and when: what a search means depends on it. */
  readonly context: SearchContext;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The running jobs that a search finds, newest first. */
export function useTopJobs(q: string): TopJobs {
  const client = useClient();
  const cache = useQueryClient();
  const { data: config } = useQuery(configQuery(client));
  const list = useQuery(jobsQuery(client, cache, coveringFilter(cache, FILTER) ?? FILTER));
  const query = useMemo(() => parseQuery(q), [q]);
  const person = config?.username;
  const all = list.data?.isComplete || (list.data?.jobs.length ?? 0) > 0 ? list.data?.jobs : undefined;
  const running = useMemo(() => all?.filter((job) => isRunning(job.status)), [all]);
  // What "the last hour" is moves on with the minute.
  const nowMs = Number(useTickingText((timeMs) => String(Math.floor(timeMs / MINUTE_MS) * MINUTE_MS)));
  const isNobody = config !== undefined && person === undefined;
  const context = useMemo(
    (): SearchContext => ({ person, nowMs, isIdle: (job) => job.idle !== undefined, isNobody }),
    [person, nowMs, isNobody],
  );
  const found = useMemo(() => running && searchJobs(running, query, context), [running, query, context]);
  return {
    jobs: useMemo(() => found?.slice(0, MOST_TOP_JOBS), [found]),
    foundCount: (found ?? NONE).length,
    ...{ running, context },
    error: list.error,
    retry: () => void list.refetch(),
  };
}
