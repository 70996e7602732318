import { IconCircleCheckFilled } from "@tabler/icons-react";
import { memo } from "react";
import { RelativeTime } from "../../../components/jobs/RelativeTime.tsx";
import { RunTime } from "../../../components/jobs/RunTime.tsx";
import { StatusBadge } from "../../../components/jobs/StatusBadge.tsx";
import { IdleMark } from "../../../components/jobs/usage/IdleMark.tsx";
import { shortReason } from "../../../components/jobs/jobStory.ts";
import { creditsText } from "../../../lib/credits.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { CARD_COLUMNS } from "./CardsHead.tsx";
import { NameLink, PageMark, type JobRowProps } from "./JobRow.tsx";
import { MenuButton } from "./RowActions.tsx";
import { rowElementId } from "./rowElementId.ts";
import classes from "./Table.module.css";

export type JobCardProps = Pick<JobRowProps, "job" | "rowIndex" | "topPx" | "isSelected" | "isActive">;

/** One job where there is room for little: what matters of it. */
export const JobCard = memo(function JobCard({ job, rowIndex, topPx, isSelected, isActive }: JobCardProps) {
  const reason = shortReason(job);
  const tabIndex = isActive ? 0 : -1;
  return (
    <div
      role="row"
      id={rowElementId(job.id)}
      aria-rowindex={rowIndex}
      aria-selected={isSelected}
      data-row={job.id}
      data-active={isActive || undefined}
      className={classes.card}
      style={{ top: topPx }}
    >
      <span role="gridcell" aria-colindex={2} className={classes.cardName}>
        {isSelected && <IconCircleCheckFilled size={16} className={classes.cardMark} aria-hidden />}
        <NameLink job={job} tabIndex={tabIndex} />
        <PageMark job={job} tabIndex={tabIndex} />
      </span>
      <span role="gridcell" aria-colindex={3} className={classes.cardStatus}>
        <StatusBadge status={job.status} />
        <IdleMark job={job} />
        {reason !== undefined && <span className={classes.reason}>{reason}</span>}
      </span>
      <span role="gridcell" aria-colindex={4} className={classes.cardFacts}>
        <span className={classes.cardOwner}>{job.owner}</span>
        {job.history.startedAtMs !== undefined && (
          <>
            <span aria-hidden>·</span>
            <RunTime job={job} />
          </>
        )}
        {job.totalPriceCredits > 0 && (
          <>
            <span aria-hidden>·</span>
            <span className="jd-num">{creditsText(job.totalPriceCredits)}</span>
          </>
        )}
        <span className={classes.cardTime}>
          <RelativeTime timeMs={job.history.createdAtMs} />
        </span>
      </span>
      <span role="gridcell" aria-colindex={CARD_COLUMNS} className={classes.cardMenu}>
        <MenuButton label={jobLabel(job)} tabIndex={tabIndex} />
      </span>
    </div>
  );
});
