import { useMediaQuery } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { startTransition, useMemo, useState } from "react";
import type { Job } from "../../../../contract/job.ts";
import { useKillDialog } from "../../../components/jobs/useKillDialog.tsx";
import { isGroup, itemKey, type JobGroupRow } from "../../../lib/jobGroups.ts";
import { jobTabRoutes, routes } from "../../../paths.ts";
import type { RowsHandle } from "./JobRows.tsx";
import type { RowClicks } from "./rowClicks.ts";
import { indexOfKey, type RowCommands } from "./rowCommands.ts";
import { rowElementId } from "./rowElementId.ts";
import { createPlaceKeeper } from "./useKeptPlace.ts";
import { useIsScrolled } from "./useIsScrolled.ts";
import { useListItems } from "./useListItems.ts";
import { useListPlace } from "./useListPlace.ts";
import { useRowSelection } from "./useRowSelection.ts";

/** As in Table.module.css. */
const ROWS = { jobPx: 36, groupPx: 36 };
const CARDS = { jobPx: 92, groupPx: 60 };
const PREVIEW_MEDIA = "(min-width: 1000px)";
/** What of the window is not rows. */
const AROUND_ROWS_PX = 160;

interface OpenMenu {
  readonly job: Job;
  readonly at: { readonly x: number; readonly y: number };
}

/** All that the list of jobs knows beside the jobs, and all that keys and clicks do to it. */
export function useJobGrid(jobs: readonly Job[], filterKey: string, hasCards: boolean) {
  const heights = hasCards ? CARDS : ROWS;
  const place = useListPlace();
  const isPreviewBeside = useMediaQuery(PREVIEW_MEDIA, undefined, { getInitialValueInEffect: false }) === true;
  const selection = useRowSelection(jobs);
  const [isPointerOver, setIsPointerOver] = useState(false);
  const isScrolled = useIsScrolled();
  const list = useListItems(jobs, filterKey, place, isPointerOver || isScrolled || selection.jobs.length > 0);
  const [activeKey, setActiveKey] = useState<string>();
  const activeIndex = useMemo(() => indexOfKey(list.items, activeKey), [list.items, activeKey]);
  const [rows, setRows] = useState<RowsHandle | null>(null);
  const [keeper] = useState(createPlaceKeeper);
  const [menu, setMenu] = useState<OpenMenu>();
  const kill = useKillDialog();
  const [grid, setGrid] = useState<HTMLElement | null>(null);
  const navigate = useNavigate();

  const focus = () => grid?.focus({ preventScroll: true });
  const activate = (key: string) => {
    setActiveKey(key);
    focus();
  };
  // Over the list it is a place of its own, which the browser's way back leads out of.
  const preview = (job: Job | undefined) => place.preview(job?.id, isPreviewBeside ? "replace" : "push");
  const commands: RowCommands & RowClicks = {
    items: list.items,
    activeIndex,
    pageRows: Math.max(1, Math.floor((window.innerHeight - AROUND_ROWS_PX) / heights.jobPx)),
    tapSelects: hasCards && selection.jobs.length > 0,
    find: (key) => list.items[indexOfKey(list.items, key)],
    goTo(index) {
      const item = list.items[index];
      if (!item) return;
      activate(itemKey(item));
      rows?.show(index);
      if (isPreviewBeside && place.previewId !== undefined && !isGroup(item)) preview(item);
    },
    extend(fromIndex, toIndex) {
      const [from, to] = [list.items[fromIndex], list.items[toIndex]];
      if (to && !isGroup(to)) selection.extend(idsOf(list.items), to.id, from && !isGroup(from) ? from.id : to.id);
    },
    extendTo(job) {
      activate(job.id);
      selection.extend(idsOf(list.items), job.id);
    },
    toggleSelected(job) {
      activate(job.id);
      selection.toggle(job.id);
    },
    toggleAll: () => selection.toggleAll(list.jobs),
    toggleGroup(group: JobGroupRow, close?: boolean) {
      activate(group.key);
      list.toggleGroup(group, close);
    },
    open: (job) => void navigate({ to: routes.job, params: { jobId: job.id } }),
    openTab: (job, tab) => void navigate({ to: jobTabRoutes[tab], params: { jobId: job.id } }),
    preview,
    clear() {
      if (selection.jobs.length > 0) selection.clear();
      else if (place.previewId !== undefined) preview(undefined);
    },
    kill: (job, button) => {
      // The button is to be there when the question has been answered.
      setActiveKey(job.id);
      kill.ask(job, button);
    },
    openMenu(job: Job, at?: OpenMenu["at"]) {
      activate(job.id);
      const row = document.getElementById(rowElementId(job.id))?.getBoundingClientRect();
      const where = at ?? { x: (row?.left ?? 0) + 40, y: row?.bottom ?? 0 };
      // After the key or click: a menu that is there while they are still under way takes them for its own, and closes.
      startTransition(() => setMenu({ job, at: where }));
    },
  };
  return {
    ...{ place, selection, list, setRows, heights, commands, grid, setGrid, focus, kill, keeper, setIsPointerOver },
    /** Names what the list shows: with another filter or order it is another list. */
    listKey: JSON.stringify([filterKey, place.sort, place.group]),
    /** Nobody has been on any row yet. */
    isUntouched: activeKey === undefined,
    activeKey: list.items[activeIndex] && itemKey(list.items[activeIndex]),
    menu,
    closeMenu: () => {
      setMenu(undefined);
      focus();
    },
    previewId: place.previewId,
    /** Whether there is room for it beside the list. */
    isPreviewBeside,
  };
}

export type JobGridState = ReturnType<typeof useJobGrid>;

function idsOf(items: JobGridState["list"]["items"]): string[] {
  return items.flatMap((item) => (isGroup(item) ? [] : [item.id]));
}
