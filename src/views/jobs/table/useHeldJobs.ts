import { useMemo, useState } from "react";
import type { Job } from "../../../../contract/job.ts";

export interface HeldJobs {
  /** What to show, newest first. */
  readonly shown: readonly Job[];
  /** How many newer ones wait. */
  readonly waitingCount: number;
  /** Shows them too; later ones wait again. */
  readonly showAll: () => void;
}

interface Hold {
  readonly filterKey: string;
  /** Creation time of the newest job when the hold began. */
  readonly newestMs: number;
}

/**
 * Keeps jobs that are created from now on out of the list while the user is busy with it; what is shown stays up to
 * date.
 * @param jobs newest first
 * @param filterKey names the filter; another one begins afresh
 */
export function useHeldJobs(jobs: readonly Job[], filterKey: string, isHolding: boolean): HeldJobs {
  const [hold, setHold] = useState<Hold>();
  const newestMs = jobs[0]?.history.createdAtMs;
  if (!isHolding && hold) setHold(undefined);
  if (isHolding && newestMs !== undefined && hold?.filterKey !== filterKey) setHold({ filterKey, newestMs });
  const waitingCount = isHolding && hold?.filterKey === filterKey ? countNewer(jobs, hold.newestMs) : 0;
  const shown = useMemo(() => (waitingCount === 0 ? jobs : jobs.slice(waitingCount)), [jobs, waitingCount]);
  return {
    shown,
    waitingCount,
    showAll: () => {
      if (newestMs !== undefined) setHold({ filterKey, newestMs });
    },
  };
}

/** How many jobs at the beginning are newer than this. */
export function countNewer(jobs: readonly Job[], newestMs: number): number {
  const index = jobs.findIndex((job) => job.history.createdAtMs <= newestMs);
  return index === -1 ? jobs.length : index;
}
