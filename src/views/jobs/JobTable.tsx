import { useMediaQuery } from "@mantine/hooks";
import type { Job } from "../../../contract/job.ts";
import { JobGrid } from "./table/JobGrid.tsx";

const CARDS_MEDIA = "(max-width: 760px)";

export interface JobTableProps {
  /** What the filter lets through, newest first. */
  readonly jobs: readonly Job[];
  /** Names the filter that let these jobs through. */
  readonly filterKey: string;
}

/** Jobs as rows, or as cards where there is little room; only those on the screen are in the page. */
export function JobTable({ jobs, filterKey }: JobTableProps) {
  const hasCards = useMediaQuery(CARDS_MEDIA, undefined, { getInitialValueInEffect: false }) === true;
  return <JobGrid key={String(hasCards)} jobs={jobs} filterKey={filterKey} hasCards={hasCards} />;
}
