import type { StatusItem } from "../../../contract/job.ts";
import type { JobStatus } from "../../../contract/status.ts";
import { statusLabel, statusWords } from "../../lib/reasons.ts";
import { firstAt } from "../../lib/telemetry/track.ts";

/** Something that happened to a job, on the time axis of its charts. */
export interface ChartMark {
  readonly timeMs: number;
  readonly status: JobStatus;
  /** One word or two. */
  readonly label: string;
  /** All that is known of it, as a sentence. */
  readonly words: string;
}

/** What happened to a job in a span of time, oldest first. */
export function marksOf(transitions: readonly StatusItem[], fromMs: number, toMs: number): ChartMark[] {
  const timeAt = (index: number) => transitions[index]?.transitionTimeMs ?? Infinity;
  const marks: ChartMark[] = [];
  for (let index = firstAt(timeAt, fromMs, 0, transitions.length); timeAt(index) <= toMs; index += 1) {
    const item = transitions[index];
    if (item) marks.push(markOf(item, transitions[index - 1], hasRun(transitions, index)));
  }
  return marks;
}

function hasRun(transitions: readonly StatusItem[], before: number): boolean {
  for (let index = before - 1; index >= 0; index -= 1) if (transitions[index]?.status === "running") return true;
  return false;
}

function markOf(item: StatusItem, before: StatusItem | undefined, isAgain: boolean): ChartMark {
  const { title } = statusWords(item);
  return {
    timeMs: item.transitionTimeMs,
    status: item.status,
    label: labelOf(item, before, isAgain),
    words: title,
  };
}

function labelOf({ status, reason }: StatusItem, before: StatusItem | undefined, isAgain: boolean): string {
  if (reason === "OOMKilled") return "Out of memory";
  if (status === "pending") return isAgain ? "Restarting" : before ? "Pending" : "Created";
  if (status !== "running") return statusLabel(status);
  if (before?.status === "suspended") return "Resumed";
  return isAgain ? "Restarted" : "Started";
}

/** A mark as it is drawn: those that would lie on each other are one. */
export interface PlacedMark {
  readonly xPx: number;
  readonly mark: ChartMark;
  /** Empty where there is no room for it. */
  readonly label: string;
  /** On which side of the mark the label is. */
  readonly side: "right" | "left";
}

const CLOSEST_PX = 6;
const LETTER_PX = 6;

/** Places marks, oldest first, in a plot: as many as can be told from each other, with the labels that have room. */
export function placeMarks(
  marks: readonly ChartMark[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  widthPx: number,
): PlacedMark[] {
  const pxPerMs = widthPx / (toMs - fromMs);
  const places: { xPx: number; mark: ChartMark; count: number }[] = [];
  for (const mark of marks) {
    const xPx = (mark.timeMs - fromMs) * pxPerMs;
    const last = places.at(-1);
    if (last && xPx - last.xPx < CLOSEST_PX) {
      last.mark = mark;
      last.count += 1;
    } else {
      places.push({ xPx, mark, count: 1 });
    }
  }
  let takenPx = 0;
  return places.map(({ xPx, mark, count }, index) => {
    const label = count > 2 ? `${count} changes` : mark.label;
    const neededPx = label.length * LETTER_PX + 6;
    const fitsRight = (places[index + 1]?.xPx ?? widthPx) - xPx >= neededPx;
    const fitsLeft = xPx - takenPx >= neededPx;
    takenPx = fitsRight ? xPx + neededPx : xPx;
    return { xPx, mark, label: fitsRight || fitsLeft ? label : "", side: fitsRight ? "right" : "left" };
  });
}
