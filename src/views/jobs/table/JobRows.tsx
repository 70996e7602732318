import { useMergedRef } from "@mantine/hooks";
import { useImperativeHandle, useMemo, type HTMLAttributes, type Ref } from "react";
import type { Allows, Permission } from "../../../api/can.ts";
import { useCan } from "../../../components/jobs/useCan.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { isGroup, type ListItem } from "../../../lib/jobGroups.ts";
import { CARD_COLUMNS } from "./CardsHead.tsx";
import { GroupRow, sumsWords } from "./GroupRow.tsx";
import { JobCard } from "./JobCard.tsx";
import { JobRow } from "./JobRow.tsx";
import classes from "./Table.module.css";
import { useNearRow } from "./useNearRow.ts";
import { useKeptPlace, type PlaceKeeper } from "./useKeptPlace.ts";
import { COVERED_PX, useRowWindow, type WindowRow } from "./useRowWindow.ts";
import { useSteadyScroll, type RowHeights } from "./useSteadyScroll.ts";

/** What the list can ask of its rows. */
export interface RowsHandle {
  /** Scrolls until a row is on the screen. */
  readonly show: (index: number) => void;
}

export interface JobRowsProps {
  readonly onReady: Ref<RowsHandle>;
  readonly items: readonly ListItem[];
  /** Names what the list shows. */
  readonly listKey: string;
  readonly heights: RowHeights;
  readonly columns: readonly JobColumn[];
  readonly hasCards: boolean;
  readonly activeIndex: number;
  readonly selectedIds: ReadonlySet<string>;
  readonly closedKeys: ReadonlySet<string>;
  readonly previewId: string | undefined;
  /** Knows where the rows before these were left. */
  readonly keeper: PlaceKeeper;
  /** For the element that holds the rows. */
  readonly bodyProps: HTMLAttributes<HTMLElement>;
}

/** The rows that are on the screen. Scrolling draws nothing but them, and each only when something of its own changes. */
export function JobRows({ onReady, bodyProps, ...props }: JobRowsProps) {
  const { items, heights, listKey } = props;
  const { rows, heightPx, hiddenPx, isScrolling, measure, show } = useRowWindow(
    items,
    listKey,
    heights,
    props.activeIndex,
  );
  useSteadyScroll(items, listKey, heights, hiddenPx);
  const body = useKeptPlace(props, props.keeper, hiddenPx, COVERED_PX);
  useImperativeHandle(onReady, () => ({ show }), [show]);
  const can = useCan();
  const { isNear, nearProps } = useNearRow();
  const { columns, hasCards, activeIndex, selectedIds, closedKeys, previewId } = props;
  // Most steps of the scroll change none of it.
  const drawn = useMemo(() => {
    const look = { columns, hasCards, activeIndex, selectedIds, closedKeys, previewId, can, isNear };
    return rows.map((row) => {
      const item = items[row.index];
      return item && drawnRow(item, row, look);
    });
  }, [rows, items, columns, hasCards, activeIndex, selectedIds, closedKeys, previewId, can, isNear]);
  return (
    <div
      ref={useMergedRef(measure, body)}
      className={classes.body}
      style={{ height: heightPx }}
      {...bodyProps}
      {...nearProps}
    >
      {drawn}
      {/* Rows that pass under a pointer at rest would each be lit up. */}
      {isScrolling && <div data-veil className={classes.veil} role="presentation" />}
    </div>
  );
}

interface RowLook extends Pick<
  JobRowsProps,
  "columns" | "hasCards" | "activeIndex" | "selectedIds" | "closedKeys" | "previewId"
> {
  readonly can: Allows;
  readonly isNear: (key: string) => boolean;
}

/** The box before a row's columns and the buttons after them. */
const BESIDE_COLUMNS = 2;

function drawnRow(item: ListItem, { index, slot, topPx }: WindowRow, look: RowLook) {
  const place = { rowIndex: index + 2, topPx, isActive: index === look.activeIndex };
  if (isGroup(item)) {
    const isClosed = look.closedKeys.has(item.key);
    const words = sumsWords(item.sums);
    return (
      <GroupRow
        key={`group ${slot}`}
        rowKey={item.key}
        label={item.label}
        words={words}
        isClosed={isClosed}
        columnCount={look.hasCards ? CARD_COLUMNS : look.columns.length + BESIDE_COLUMNS}
        {...place}
      />
    );
  }
  const isSelected = look.selectedIds.has(item.id);
  if (look.hasCards) return <JobCard key={slot} job={item} isSelected={isSelected} {...place} />;
  const hasActions = place.isActive || look.isNear(item.id);
  return (
    <JobRow
      key={slot}
      job={item}
      columns={look.columns}
      isSelected={isSelected}
      isPreviewed={item.id === look.previewId}
      hasActions={hasActions}
      noTerminalReason={hasActions ? whyNot(look.can("exec", item)) : undefined}
      noKillReason={hasActions ? whyNot(look.can("kill", item)) : undefined}
      {...place}
    />
  );
}

/** A row is drawn again for another reason, not for another object that says the same. */
function whyNot(permission: Permission): string | undefined {
  return permission.allowed ? undefined : permission.reason;
}
