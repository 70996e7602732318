import { IconChevronRight } from "@tabler/icons-react";
import { Fragment, memo } from "react";
import { formatBytes } from "../../../../contract/sizes.ts";
import { formatCredits } from "../../../lib/credits.ts";
import type { GroupSums } from "../../../lib/jobGroups.ts";
import { rowElementId } from "./rowElementId.ts";
import classes from "./Table.module.css";

export interface GroupRowProps {
  readonly rowKey: string;
  readonly label: string;
  /** The sums as text, so that a refresh that changes none of them draws nothing. */
  readonly words: string;
  readonly rowIndex: number;
  readonly topPx: number;
  /** Its one cell is as wide as all of the columns. */
  readonly columnCount: number;
  readonly isClosed: boolean;
  readonly isActive: boolean;
}

/** What a group's jobs have in common, and what they hold together; closes and opens the group. */
export const GroupRow = memo(function GroupRow(props: GroupRowProps) {
  const { rowKey, label, words, rowIndex, topPx, columnCount, isClosed, isActive } = props;
  return (
    <div
      role="row"
      id={rowElementId(rowKey)}
      aria-rowindex={rowIndex}
      data-row={rowKey}
      data-active={isActive || undefined}
      className={classes.group}
      style={{ top: topPx }}
    >
      <span role="gridcell" aria-colindex={1} aria-colspan={columnCount} className={classes.groupCell}>
        <button type="button" className={classes.groupButton} aria-expanded={!isClosed} tabIndex={isActive ? 0 : -1}>
          <IconChevronRight size={14} aria-hidden />
          {label}
        </button>
        <span className={`jd-num ${classes.sums}`}>
          {words.split(SEPARATOR).map((part, index) => (
            <Fragment key={index}>
              <span>{part}</span>{" "}
            </Fragment>
          ))}
        </span>
      </span>
    </div>
  );
});

/** What parts of the sums are told apart by: each has a place of its own, so that those of all groups line up. */
const SEPARATOR = "|";

/** A group's sums as people read them: "12 jobs|3 running|6 CPUs|12 GiB|2 GPUs|4.5 credits/h". */
export function sumsWords({ jobs, running, cpu, memoryBytes, gpus, creditsPerHour }: GroupSums): string {
  const parts = [count(jobs, "job")];
  if (running > 0) {
    const price = creditsPerHour > 0 ? `${formatCredits(creditsPerHour)} credits/h` : "";
    parts.push(`${running.toLocaleString("en")} running`, count(cpu, "CPU"), formatBytes(memoryBytes));
    parts.push(gpus > 0 ? count(gpus, "GPU") : "", price);
  }
  return parts.join(SEPARATOR);
}

function count(amount: number, unit: string): string {
  return `${amount.toLocaleString("en")} ${unit}${amount === 1 ? "" : "s"}`;
}
