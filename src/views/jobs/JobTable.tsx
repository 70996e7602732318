import { useMediaQuery } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { useCan } from "../../components/jobs/useCan.ts";
import { useKillDialog } from "../../components/jobs/useKillDialog.tsx";
import { JobRow } from "./JobRow.tsx";
import classes from "./JobTable.module.css";
import { JobTableHead } from "./JobTableHead.tsx";
import { useSteadyScroll } from "./useSteadyScroll.ts";

/** As in JobTable.module.css. */
const ROW_HEIGHT_PX = 36;
const CARD_HEIGHT_PX = 116;
const CARDS_MEDIA = "(max-width: 760px)";

export interface JobTableProps {
  readonly jobs: readonly Job[];
  /** Names the filter that let these jobs through. */
  readonly filterKey: string;
}

/** Jobs as rows, or as cards where there is little room; only those on the screen are in the page. */
export function JobTable({ jobs, filterKey }: JobTableProps) {
  const hasCards = useMediaQuery(CARDS_MEDIA, undefined, { getInitialValueInEffect: false });
  const rowHeightPx = hasCards ? CARD_HEIGHT_PX : ROW_HEIGHT_PX;
  return <Rows key={rowHeightPx} jobs={jobs} filterKey={filterKey} rowHeightPx={rowHeightPx} />;
}

function Rows({ jobs, filterKey, rowHeightPx }: JobTableProps & { readonly rowHeightPx: number }) {
  const [topPx, setTopPx] = useState(0);
  const measure = useCallback((body: HTMLElement | null) => {
    if (body) setTopPx(body.getBoundingClientRect().top + window.scrollY);
  }, []);
  const can = useCan();
  const { ask, dialog, intentProps } = useKillDialog();
  const virtualizer = useWindowVirtualizer({
    count: jobs.length,
    estimateSize: () => rowHeightPx,
    getItemKey: (index) => jobs[index]?.id ?? index,
    overscan: 8,
    scrollMargin: topPx,
  });
  useSteadyScroll(jobs, filterKey, rowHeightPx, topPx);
  return (
    <>
      <div className={classes.table} role="table" aria-label="Jobs" aria-rowcount={jobs.length + 1} {...intentProps}>
        <JobTableHead />
        <div ref={measure} role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const job = jobs[item.index];
            if (!job) return null;
            const terminal = can("exec", job);
            const kill = can("kill", job);
            return (
              <JobRow
                key={item.key}
                job={job}
                noTerminalReason={terminal.allowed ? undefined : terminal.reason}
                noKillReason={kill.allowed ? undefined : kill.reason}
                rowIndex={item.index + 2}
                topPx={item.start - topPx}
                onKill={ask}
              />
            );
          })}
        </div>
      </div>
      {dialog}
    </>
  );
}
