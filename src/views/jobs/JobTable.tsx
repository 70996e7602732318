import { useMediaQuery } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { JobRow } from "./JobRow.tsx";
import classes from "./JobTable.module.css";
import { JobTableHead } from "./JobTableHead.tsx";
import { useSteadyScroll } from "./useSteadyScroll.ts";

/** As in JobTable.module.css. */
const ROW_HEIGHT_PX = 36;
const CARD_HEIGHT_PX = 116;
export const CARDS_MEDIA = "(max-width: 760px)";

/** Jobs as rows, or as cards where there is little room; only those on the screen are in the page. */
export function JobTable({ jobs }: { readonly jobs: readonly Job[] }) {
  const hasCards = useMediaQuery(CARDS_MEDIA, undefined, { getInitialValueInEffect: false });
  return <Rows key={String(hasCards)} jobs={jobs} rowHeightPx={hasCards ? CARD_HEIGHT_PX : ROW_HEIGHT_PX} />;
}

function Rows({ jobs, rowHeightPx }: { readonly jobs: readonly Job[]; readonly rowHeightPx: number }) {
  const [body, setBody] = useState<HTMLElement | null>(null);
  const topPx = body ? body.getBoundingClientRect().top + window.scrollY : 0;
  const virtualizer = useWindowVirtualizer({
    count: jobs.length,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => jobs[index]?.id ?? index,
    overscan: 12,
    scrollMargin: topPx,
  });
  useSteadyScroll(jobs, rowHeightPx, topPx);
  return (
    <div className={classes.table} role="table" aria-label="Jobs" aria-rowcount={jobs.length + 1}>
      <JobTableHead />
      <div ref={setBody} role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const job = jobs[item.index];
          return job && <JobRow key={item.key} job={job} rowIndex={item.index + 2} topPx={item.start - topPx} />;
        })}
      </div>
    </div>
  );
}
