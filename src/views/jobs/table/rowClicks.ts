import type { MouseEvent } from "react";
import type { Job } from "../../../../contract/job.ts";
import { isGroup, type JobGroupRow, type ListItem } from "../../../lib/jobGroups.ts";

/** What clicks on the rows lead to. */
export interface RowClicks {
  readonly find: (key: string) => ListItem | undefined;
  readonly toggleGroup: (group: JobGroupRow) => void;
  readonly toggleSelected: (job: Job) => void;
  /** Selects from the row selected last to this one. */
  readonly extendTo: (job: Job) => void;
  readonly open: (job: Job) => void;
  readonly openTab: (job: Job, tab: "logs" | "terminal") => void;
  readonly kill: (job: Job, button: HTMLElement) => void;
  readonly openMenu: (job: Job, at?: { readonly x: number; readonly y: number }) => void;
  /** A tap selects: others are selected already and there is no key to hold. */
  readonly tapSelects: boolean;
}

/** The row that an element belongs to. */
export function rowOf(target: EventTarget, rows: Pick<RowClicks, "find">): ListItem | undefined {
  const key = (target as Element).closest<HTMLElement>("[data-row]")?.dataset.row;
  return key === undefined ? undefined : rows.find(key);
}

/** What was meant by a click: over a scroll that has only just come to rest the rows still have their veil. */
export function meantBy({ target, clientX, clientY }: MouseEvent): Element {
  const element = target as Element;
  if (!element.matches("[data-veil]")) return element;
  return document.elementsFromPoint(clientX, clientY).find((under) => under !== element) ?? element;
}

/** Handles a click anywhere on the rows. */
export function onRowClick(event: MouseEvent, rows: RowClicks): void {
  const target = meantBy(event);
  const item = rowOf(target, rows);
  if (!item || event.defaultPrevented) return;
  if (isGroup(item)) return rows.toggleGroup(item);
  const control = target.closest<HTMLElement>("[data-action], button");
  if (control) onControl(event, control, item, rows);
  else onRow(event, item, rows);
}

function onControl(event: MouseEvent, control: HTMLElement, job: Job, rows: RowClicks): void {
  const hasModifier = event.ctrlKey || event.metaKey || event.shiftKey;
  switch (control.dataset.action) {
    case "select":
      return event.shiftKey ? rows.extendTo(job) : rows.toggleSelected(job);
    case "logs":
    case "terminal":
      // A new tab or window is the browser's.
      if (hasModifier) return;
      event.preventDefault();
      return rows.openTab(job, control.dataset.action);
    case "kill":
      return rows.kill(job, control);
    case "menu": {
      const { left, bottom } = control.getBoundingClientRect();
      return rows.openMenu(job, { x: left, y: bottom });
    }
    default:
      return;
  }
}

function onRow(event: MouseEvent, job: Job, rows: RowClicks): void {
  if (event.shiftKey || event.ctrlKey || event.metaKey || rows.tapSelects) {
    event.preventDefault();
    if (event.shiftKey) rows.extendTo(job);
    else rows.toggleSelected(job);
    return;
  }
  // Whoever marks text to copy it does not mean to leave.
  if (window.getSelection()?.type === "Range") return;
  event.preventDefault();
  rows.open(job);
}
