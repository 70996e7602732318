import { expect, it } from "vitest";
import type { Job } from "../../../../contract/job.ts";
import { offsetPx, placeToKeep } from "./useKeptPlace.ts";

const items = Array.from({ length: 100 }, (_, index) => ({ id: `job-${index}` }) as Job);
const rows = { items, heights: { jobPx: 36, groupPx: 36 }, activeIndex: 0 };
const cards = { items, heights: { jobPx: 92, groupPx: 60 }, activeIndex: 0 };
const screen = { topPx: 81, bottomPx: 844 };

it("keeps nothing while the list's beginning is on the screen and nobody has been on a row", () => {
  expect(placeToKeep(rows, -220, screen)).toBeUndefined();
});

it("keeps the active row where it is on the screen, else the first one there", () => {
  expect(placeToKeep({ ...rows, activeIndex: 10 }, -220, screen)).toEqual({ key: "job-10", offsetPx: 580 });
  expect(placeToKeep({ ...rows, activeIndex: 30 }, 720, screen)).toEqual({ key: "job-30", offsetPx: 360 });
  // Row 22 is under what covers the top, but for its last pixels.
  expect(placeToKeep({ ...rows, activeIndex: 5 }, 720, screen)).toEqual({ key: "job-22", offsetPx: 72 });
});

it("puts the row where it was, and all of it on the screen", () => {
  expect(offsetPx(cards, { key: "job-10", offsetPx: 580 }, screen)).toBe(920 - 580);
  expect(offsetPx(cards, { key: "job-22", offsetPx: 72 }, screen)).toBe(22 * 92 - 81);
  expect(offsetPx(cards, { key: "job-10", offsetPx: 580 }, { topPx: 81, bottomPx: 390 })).toBe(920 - (390 - 92));
  expect(offsetPx(cards, { key: "job-gone", offsetPx: 580 }, screen)).toBeUndefined();
});
