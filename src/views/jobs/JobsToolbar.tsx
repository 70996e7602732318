import { IconBolt, IconUser, IconZzz } from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import { isFinished, JOB_STATUSES, type JobStatus } from "../../../contract/status.ts";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import { StatusIcon } from "../../components/jobs/StatusBadge.tsx";
import { SearchField } from "../../components/search/SearchField.tsx";
import { hasValue, toggleValue, valuesOf } from "../../lib/jobSearch/editQuery.ts";
import type { SearchContext } from "../../lib/jobSearch/matchJobs.ts";
import { NOBODY } from "../../lib/jobSearch/ownJobs.ts";
import type { Query } from "../../lib/jobSearch/query.ts";
import { statusLabel } from "../../lib/reasons.ts";
import classes from "./JobsToolbar.module.css";
import type { StatusCounts } from "./listView.ts";
import { DateButton } from "./search/DateButton.tsx";
import { ViewsButton } from "./search/ViewsButton.tsx";
import { GRID_ID } from "./table/rowElementId.ts";
import { useListSearch } from "./useListSearch.ts";

export interface JobsToolbarProps {
  /** As the address says it. */
  readonly q: string;
  readonly query: Query;
  readonly context: SearchContext;
  /** Undefined while loading. */
  readonly counts: StatusCounts | undefined;
  readonly idleCount: number;
  /** There are jobs that are not loaded and so not counted. */
  readonly isPartial: boolean;
}

/** What to show: a search, the time, views with names, and what is asked most often at one click. */
export default function JobsToolbar({ q, query, context, ...numbers }: JobsToolbarProps) {
  const address = useListSearch();
  return (
    <div className={classes.toolbar} role="search" aria-label="Jobs">
      <div className={classes.row}>
        <SearchField
          label="Filter jobs"
          placeholder="Filter by words, status:, owner:, tag:, since: …"
          q={q}
          address={address}
          context={context}
          onDone={focusRows}
        />
        <DateButton query={query} />
        <ViewsButton userName={context.person} />
      </div>
      <Chips query={query} isNobody={context.isNobody === true} {...numbers} />
    </div>
  );
}

function focusRows(): void {
  document.getElementById(GRID_ID)?.focus({ preventScroll: true });
}

interface ChipsProps extends Omit<JobsToolbarProps, "q" | "context"> {
  readonly isNobody: boolean;
}

const Chips = memo(function Chips({ query, isNobody, counts, idleCount, isPartial }: ChipsProps) {
  const { pick } = useListSearch();
  const statuses = valuesOf(query, "status");
  const asksIdle = hasValue(query, "is", "idle");
  return (
    <div className={classes.chips}>
      <div className={classes.group} role="group" aria-label="Quick filters">
        <Chip
          isOn={hasValue(query, "owner", "me")}
          whyNot={isNobody ? NOBODY : undefined}
          onClick={() => pick(toggleValue(query, "owner", "me"))}
        >
          <IconUser size={14} aria-hidden /> Mine
        </Chip>
        <Chip isOn={hasValue(query, "is", "active")} onClick={() => pick(toggleValue(query, "is", "active"))}>
          <IconBolt size={14} aria-hidden /> Active
        </Chip>
        {(idleCount > 0 || asksIdle) && (
          <Chip isOn={asksIdle} onClick={() => pick(toggleValue(query, "is", "idle"))}>
            <IconZzz size={14} aria-hidden /> Idle
            <span className={`jd-num ${classes.count}`}>{idleCount}</span>
          </Chip>
        )}
      </div>
      <div className={classes.group} role="group" aria-label="Filter by status">
        {JOB_STATUSES.map((status) => (
          <Chip
            key={status}
            isOn={statuses.includes(status)}
            onClick={() => pick(toggleValue(query, "status", status, JOB_STATUSES))}
          >
            <StatusIcon status={status} />
            {statusLabel(status)}
            <span className={`jd-num ${classes.count}`}>{counts && countWords(counts[status], isPartial, status)}</span>
          </Chip>
        ))}
      </div>
    </div>
  );
});

interface ChipProps {
  readonly isOn: boolean;
  readonly onClick: () => void;
  /** Why it can do nothing here. */
  readonly whyNot?: string;
  readonly children: ReactNode;
}

function Chip({ isOn, onClick, whyNot, children }: ChipProps) {
  const permission = whyNot === undefined ? ({ allowed: true } as const) : { allowed: false as const, reason: whyNot };
  return (
    <button type="button" className={classes.chip} aria-pressed={isOn} onClick={onClick} {...disabledProps(permission)}>
      {children}
    </button>
  );
}

/** Jobs that have not finished are always loaded; how many finished ones there are in all is not known. */
function countWords(count: number, isPartial: boolean, status: JobStatus): string {
  if (!isPartial || !isFinished(status)) return String(count);
  return count === 0 ? "" : `${count}+`;
}
