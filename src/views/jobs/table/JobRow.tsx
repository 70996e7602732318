import { IconExternalLink } from "@tabler/icons-react";
import { memo } from "react";
import type { Job } from "../../../../contract/job.ts";
import { can } from "../../../api/can.ts";
import { isWebAddress } from "../../../components/jobs/openTab.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { Cell, cellClass, cellTitle } from "./cells.tsx";
import { jobAddress } from "./jobAddress.ts";
import { MenuButton, RowActions, type RowObstacles } from "./RowActions.tsx";
import { rowElementId } from "./rowElementId.ts";
import { SelectBox } from "./SelectBox.tsx";
import classes from "./Table.module.css";

export interface JobRowProps extends RowObstacles {
  readonly job: Job;
  readonly columns: readonly JobColumn[];
  /** Counted from 1, the head included. */
  readonly rowIndex: number;
  readonly topPx: number;
  readonly isSelected: boolean;
  /** The keyboard is here. */
  readonly isActive: boolean;
  /** It is shown beside the list. */
  readonly isPreviewed: boolean;
  /** Somebody is near: the pointer or the keyboard. Buttons in every row would be half of what there is to draw. */
  readonly hasActions: boolean;
}

/** One job as a row. It has no handlers: the rows listen in one place. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { job, columns, rowIndex, topPx, isSelected, isActive, isPreviewed } = props;
  const tabIndex = isActive ? 0 : -1;
  return (
    <div
      role="row"
      id={rowElementId(job.id)}
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      aria-current={isPreviewed || undefined}
      data-row={job.id}
      data-active={isActive || undefined}
      className={classes.row}
      style={{ top: topPx }}
    >
      <span role="gridcell" className={classes.select}>
        <SelectBox checked={isSelected} label={`Select ${jobLabel(job)}`} tabIndex={tabIndex} />
      </span>
      {columns.map((column) =>
        column === "name" ? (
          <span key={column} role="gridcell" className={cellClass(column)} title={cellTitle(job, column)}>
            <NameLink job={job} tabIndex={tabIndex} />
            <PageMark job={job} tabIndex={tabIndex} />
          </span>
        ) : (
          <Cell key={column} job={job} column={column} />
        ),
      )}
      <span role="gridcell" className={classes.actions}>
        {props.hasActions && (
          <RowActions
            job={job}
            noTerminalReason={props.noTerminalReason}
            noKillReason={props.noKillReason}
            tabIndex={tabIndex}
          />
        )}
        <MenuButton label={jobLabel(job)} tabIndex={tabIndex} />
      </span>
    </div>
  );
});

/** The job's name as the link to its page. */
export function NameLink({ job, tabIndex }: { readonly job: Job; readonly tabIndex: number }) {
  return (
    <a href={jobAddress(job.id)} className={`${classes.link} ${job.name ? "" : "jd-mono"}`} tabIndex={tabIndex}>
      {jobLabel(job)}
    </a>
  );
}

/** A link to the page of a running job; one that needs a sign-in is opened from the job's own page. */
export function PageMark({ job, tabIndex }: { readonly job: Job; readonly tabIndex: number }) {
  const { httpUrl, container } = job;
  if (httpUrl === undefined || container.http?.requiresAuth !== false || !can("openHttp", job).allowed) return null;
  if (!isWebAddress(httpUrl)) return null;
  const label = `Open the page of ${jobLabel(job)}`;
  return (
    <a
      href={httpUrl}
      target="_blank"
      rel="noreferrer"
      data-action="page"
      className={classes.page}
      aria-label={label}
      title={label}
      tabIndex={tabIndex}
    >
      <IconExternalLink size={14} aria-hidden />
    </a>
  );
}
