import type { KeyboardEvent } from "react";
import { isGroup, itemKey, type JobGroupRow, type ListItem } from "../../../lib/jobGroups.ts";
import type { Job } from "../../../../contract/job.ts";
import { rowCommand, type RowCommand } from "./rowKeys.ts";

/** What the keys on the rows lead to. */
export interface RowCommands {
  readonly items: readonly ListItem[];
  /** The row that the keyboard is on. */
  readonly activeIndex: number;
  /** How many rows a page of the screen has. */
  readonly pageRows: number;
  readonly goTo: (index: number) => void;
  readonly extend: (fromIndex: number, toIndex: number) => void;
  readonly toggleSelected: (job: Job) => void;
  readonly toggleAll: () => void;
  readonly toggleGroup: (group: JobGroupRow, close?: boolean) => void;
  readonly open: (job: Job) => void;
  /** Shows a job beside the list or, undefined, none. */
  readonly preview: (job: Job | undefined) => void;
  readonly clear: () => void;
  readonly openMenu: (job: Job) => void;
}

/** Handles a key pressed on the rows or in one of them. */
export function onRowKey(event: KeyboardEvent<HTMLElement>, rows: RowCommands): void {
  const command = rowCommand(event.nativeEvent);
  if (!command || event.defaultPrevented) return;
  // A button or link in a row has its own Enter and Space.
  const isInside = event.target !== event.currentTarget;
  if (isInside && (command.do === "open" || command.do === "select")) return;
  event.preventDefault();
  run(command, rows);
}

function run(command: RowCommand, rows: RowCommands): void {
  if (command.do === "move") return move(command, rows);
  if (command.do === "clear") return rows.clear();
  if (command.do === "selectAll") return rows.toggleAll();
  const item = rows.items[rows.activeIndex];
  if (!item) return;
  if (isGroup(item)) return runOnGroup(command.do, item, rows);
  runOnJob(command.do, item, rows);
}

type PlainCommand = Exclude<RowCommand["do"], "move" | "clear" | "selectAll">;

function runOnGroup(command: PlainCommand, group: JobGroupRow, rows: RowCommands): void {
  if (command === "open" || command === "select") rows.toggleGroup(group);
  else if (command === "forward") rows.toggleGroup(group, false);
  else if (command === "back") rows.toggleGroup(group, true);
}

function runOnJob(command: PlainCommand, job: Job, rows: RowCommands): void {
  switch (command) {
    case "select":
      return rows.toggleSelected(job);
    case "open":
      return rows.open(job);
    case "forward":
    case "preview":
      return rows.preview(job);
    case "back":
      return rows.preview(undefined);
    case "menu":
      return rows.openMenu(job);
  }
}

function move(command: Extract<RowCommand, { do: "move" }>, rows: RowCommands): void {
  const { items, activeIndex, pageRows } = rows;
  if (items.length === 0) return;
  const steps = { row: 1, page: pageRows, end: items.length }[command.by] * command.direction;
  const to = Math.min(items.length - 1, Math.max(0, activeIndex + steps));
  if (command.extends) rows.extend(activeIndex, to);
  rows.goTo(to);
}

/** Where a row stands now; the first one where it is gone. */
export function indexOfKey(items: readonly ListItem[], key: string | undefined): number {
  return key === undefined
    ? 0
    : Math.max(
        0,
        items.findIndex((item) => itemKey(item) === key),
      );
}
