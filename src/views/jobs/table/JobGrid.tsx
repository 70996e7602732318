import { useRouter } from "@tanstack/react-router";
import type { CSSProperties, MouseEvent, PointerEvent } from "react";
import type { Job } from "../../../../contract/job.ts";
import { useShortcuts } from "../../../components/shortcuts/useShortcuts.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { isGroup } from "../../../lib/jobGroups.ts";
import { routes } from "../../../paths.ts";
import { CARD_COLUMNS, CardsHead } from "./CardsHead.tsx";
import { DisplayButton } from "./DisplayButton.tsx";
import { GridExtras } from "./GridExtras.tsx";
import { JobRows } from "./JobRows.tsx";
import { NewJobsPill } from "./NewJobsPill.tsx";
import { meantBy, onRowClick, rowOf } from "./rowClicks.ts";
import { onRowKey } from "./rowCommands.ts";
import { GRID_ID, rowElementId } from "./rowElementId.ts";
import { SelectBox } from "./SelectBox.tsx";
import classes from "./Table.module.css";
import { TableHead } from "./TableHead.tsx";
import { useJobGrid, type JobGridState } from "./useJobGrid.ts";
import { useLongPress } from "./useLongPress.ts";
import { useSideScroll } from "./useSideScroll.ts";
import { useTableColumns, type TableColumns } from "./useTableColumns.ts";

export interface JobGridProps {
  readonly jobs: readonly Job[];
  readonly filterKey: string;
  readonly hasCards: boolean;
}

/** The jobs as rows or cards, with all that can be done to them and what opens beside them. */
export function JobGrid({ jobs, filterKey, hasCards }: JobGridProps) {
  const table = useTableColumns();
  const { observe } = table;
  const state = useJobGrid(jobs, filterKey, hasCards);
  const { list, commands, activeKey, setGrid } = state;
  const side = useSideScroll();
  const { join, onScroll } = side;
  const isSideways = table.overflows && !hasCards;
  // Letters that move the row work from anywhere on the page that has no use for them.
  const fromPage = (by: 1 | -1) => () => {
    if (document.activeElement !== document.body) return false;
    commands.goTo(state.isUntouched ? 0 : commands.activeIndex + by);
    return true;
  };
  useShortcuts({ rowDown: fromPage(1), rowUp: fromPage(-1) });
  const style = { "--columns": table.template, "--min-width": isSideways ? `${table.minWidthPx}px` : "0" };
  return (
    <div className={classes.split} data-preview={(state.previewId !== undefined && state.isPreviewBeside) || undefined}>
      <div ref={observe} className={classes.frame} {...state.kill.intentProps}>
        <NewJobsPill count={list.waitingCount} onShow={() => showWaiting(state)} onHover={state.setIsPointerOver} />
        <div
          ref={setGrid}
          id={GRID_ID}
          role="grid"
          aria-label="Jobs"
          aria-rowcount={list.items.length + 1}
          aria-colcount={hasCards ? CARD_COLUMNS : undefined}
          aria-multiselectable
          aria-activedescendant={activeKey === undefined ? undefined : rowElementId(activeKey)}
          tabIndex={0}
          data-columns
          data-sideways={isSideways || undefined}
          className={classes.table}
          style={style as CSSProperties}
          onKeyDown={(event) => onRowKey(event, commands)}
        >
          <div role="rowgroup" className={classes.head} ref={join} onScroll={onScroll}>
            <Head state={state} table={table} hasCards={hasCards} />
          </div>
          {/* Rows and cards differ in height: where they stand is reckoned anew, the rest stays. */}
          <RowsBody key={String(hasCards)} state={state} side={side} columns={table.columns} hasCards={hasCards} />
        </div>
        {isSideways && (
          <div className={classes.rail} ref={join} onScroll={onScroll} aria-hidden>
            <div style={{ width: table.minWidthPx }} />
          </div>
        )}
      </div>
      <GridExtras state={state} jobs={jobs} columns={table.columns} />
    </div>
  );
}

interface HeadProps {
  readonly state: JobGridState;
  readonly table: TableColumns;
  readonly hasCards: boolean;
}

function Head({ state, table, hasCards }: HeadProps) {
  const { place, list, selection, commands } = state;
  const total = list.jobs.length;
  const count = selection.jobs.length;
  const selectBox = (
    <SelectBox
      checked={count === 0 ? false : count >= total ? true : "mixed"}
      label={`Select all ${total.toLocaleString("en")} jobs`}
      onClick={commands.toggleAll}
    />
  );
  const { columns, choose } = table;
  const corner = (
    <DisplayButton place={place} columns={columns} onChoose={choose} jobs={list.jobs} hasColumns={!hasCards} />
  );
  if (hasCards) return <CardsHead sort={place.sort} selectBox={selectBox} corner={corner} />;
  return <TableHead table={table} sort={place.sort} onSort={place.sortBy} selectBox={selectBox} corner={corner} />;
}

interface RowsBodyProps {
  readonly state: JobGridState;
  readonly side: ReturnType<typeof useSideScroll>;
  readonly columns: readonly JobColumn[];
  readonly hasCards: boolean;
}

/** The rows' element listens for all of them: a row that comes and goes with the wheel has no handlers of its own. */
function RowsBody({ state, side, columns, hasCards }: RowsBodyProps) {
  const { commands, setIsPointerOver } = state;
  const { join, onScroll } = side;
  const router = useRouter();
  const longPress = useLongPress((target) => {
    const item = rowOf(target, commands);
    if (item && !isGroup(item)) commands.toggleSelected(item);
  });
  const enter = (event: PointerEvent) => {
    if (event.pointerType !== "mouse") return;
    setIsPointerOver(true);
    const [first] = state.list.jobs;
    if (first) void router.preloadRoute({ to: routes.job, params: { jobId: first.id } });
  };
  const openMenu = (event: MouseEvent) => {
    const item = rowOf(meantBy(event), commands);
    if (!item || isGroup(item) || event.shiftKey) return;
    event.preventDefault();
    // A finger that rests selects.
    if ((event.nativeEvent as globalThis.PointerEvent).pointerType === "touch") return;
    commands.openMenu(item, { x: event.clientX, y: event.clientY });
  };
  return (
    <div
      role="rowgroup"
      className={classes.scroller}
      ref={join}
      onScroll={onScroll}
      onPointerEnter={enter}
      onPointerLeave={() => setIsPointerOver(false)}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      onClick={(event) => onRowClick(event, commands)}
      onContextMenu={openMenu}
    >
      <JobRows
        onReady={state.setRows}
        items={state.list.items}
        listKey={state.listKey}
        heights={state.heights}
        columns={columns}
        hasCards={hasCards}
        activeIndex={commands.activeIndex}
        selectedIds={state.selection.ids}
        closedKeys={state.list.closedKeys}
        previewId={state.previewId}
        keeper={state.keeper}
        bodyProps={longPress}
      />
    </div>
  );
}

/** Shows the new jobs where they are: at the beginning. */
function showWaiting({ list, focus }: JobGridState): void {
  list.showWaiting();
  window.scrollTo({ top: 0, behavior: "instant" });
  focus();
}
