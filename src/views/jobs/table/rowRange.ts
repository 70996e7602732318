import type { Range } from "@tanstack/react-virtual";

/**
 * So many rows come and go at once. To draw some has a cost of its own beside that of the rows, so that a row with each
 * step of the wheel would be dearer than a few with every few steps.
 */
const STEP_ROWS = 4;

/** Which rows to draw for what is on the screen, and beyond if asked to: the same array for as long as they are the same. */
export function createRowRange(): (range: Range, activeIndex: number) => number[] {
  let last: number[] = [];
  let lastKey = "";
  return ({ startIndex, endIndex, overscan, count }, activeIndex) => {
    const [start, end] = boundsOf(startIndex, endIndex, overscan, count);
    // The keyboard's row is named by the grid wherever it is, so that it must exist.
    const isFar = activeIndex >= 0 && activeIndex < count && (activeIndex < start || activeIndex >= end);
    const key = `${start} ${end} ${isFar ? activeIndex : ""}`;
    if (key === lastKey) return last;
    const rows = Array.from({ length: end - start }, (_, offset) => start + offset);
    if (isFar && activeIndex < start) rows.unshift(activeIndex);
    else if (isFar) rows.push(activeIndex);
    [last, lastKey] = [rows, key];
    return rows;
  };
}

function boundsOf(startIndex: number, endIndex: number, overscan: number, count: number): [number, number] {
  if (overscan === 0) return [startIndex, Math.min(count, endIndex + 1)];
  const start = Math.max(0, stepBefore(startIndex - overscan));
  // As many as before, so that those that come have the elements of those that leave.
  const length = stepBefore(endIndex - startIndex + 2 * overscan) + 2 * STEP_ROWS;
  return [start, Math.min(count, start + length)];
}

function stepBefore(index: number): number {
  return Math.floor(index / STEP_ROWS) * STEP_ROWS;
}
