import { useMediaQuery } from "@mantine/hooks";
import { lazy, memo, Suspense } from "react";
import type { Job } from "../../../contract/job.ts";
import { JobTableSkeleton } from "./JobTableSkeleton.tsx";

/** Who has no jobs yet needs none of it; the skeleton that stands there while jobs load stays until it is here. */
const JobGrid = lazy(() => import("./table/JobGrid.tsx"));

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
  return (
    <Suspense fallback={<JobTableSkeleton />}>
      <JobGrid key={String(hasCards)} jobs={jobs} filterKey={filterKey} hasCards={hasCards} />
    </Suspense>
  );
});
