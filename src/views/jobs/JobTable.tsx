import { useMediaQuery } from "@mantine/hooks";
import { memo, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { lazyAhead } from "../../components/lazyAhead.ts";
import { NO_SELECTION } from "../../lib/rowSelection.ts";
import { JobTableSkeleton } from "./JobTableSkeleton.tsx";

const { Part: JobGrid, preload } = lazyAhead(() => import("./table/JobGrid.tsx"));
// It comes while the platform is asked for the jobs.
preload();

const CARDS_MEDIA = "(max-width: 760px)";

export interface JobTableProps {
  /** What the filter lets through, newest first. */
  readonly jobs: readonly Job[];
  /** Names the filter that let these jobs through. */
  readonly filterKey: string;
}

/**
 * Jobs as rows, or as cards where there is little room; only those on the screen are in the page. What is typed is
 * drawn before what it finds: the table has nothing to do then.
 */
export const JobTable = memo(function JobTable({ jobs, filterKey }: JobTableProps) {
  const hasCards = useMediaQuery(CARDS_MEDIA, undefined, { getInitialValueInEffect: false }) === true;
  // Whoever turns a tablet or narrows a window goes on with what is selected.
  const selectionState = useState(NO_SELECTION);
  return (
    <JobGrid
      key={String(hasCards)}
      fallback={<JobTableSkeleton />}
      jobs={jobs}
      filterKey={filterKey}
      hasCards={hasCards}
      selectionState={selectionState}
    />
  );
});
