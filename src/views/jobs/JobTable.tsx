import { useMediaQuery } from "@mantine/hooks";
import { memo } from "react";
import type { Job } from "../../../contract/job.ts";
import { JobGrid } from "./table/JobGrid.tsx";

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
  return <JobGrid jobs={jobs} filterKey={filterKey} hasCards={hasCards} />;
});
