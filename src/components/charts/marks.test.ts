import { expect, it } from "vitest";
import type { StatusItem } from "../../../contract/job.ts";
import { marksOf, placeMarks } from "./marks.ts";

const item = (transitionTimeMs: number, status: StatusItem["status"], reason?: string): StatusItem => ({
  ...{ transitionTimeMs, status, reason },
  ...{ description: undefined, exitCode: undefined },
});

const STORY = [
  item(0, "pending", "Creating"),
  item(10, "running"),
  item(20, "pending", "Restarting"),
  item(30, "running"),
  item(40, "suspended"),
  item(50, "running"),
  item(60, "failed", "OOMKilled"),
];

it("says what happened to a job in a few words", () => {
  expect(marksOf(STORY, 0, 100).map(({ label }) => label)).toEqual([
    ...["Created", "Started", "Restarting", "Restarted", "Suspended", "Resumed", "Out of memory"],
  ]);
  expect(marksOf(STORY, 15, 35).map(({ label }) => label)).toEqual(["Restarting", "Restarted"]);
  expect(marksOf([], 0, 100)).toEqual([]);
});

it("draws a bounded number of marks however often a job restarts", () => {
  const story = Array.from({ length: 10_000 }, (_, index) => item(index, index % 2 === 0 ? "pending" : "running"));
  const places = placeMarks(marksOf(story, 0, 10_000), { fromMs: 0, toMs: 10_000 }, 600);
  expect(places.length).toBeLessThanOrEqual(101);
  expect(places.length).toBeGreaterThan(50);
});

it("labels a mark where there is room until the next", () => {
  const places = placeMarks(marksOf(STORY.slice(0, 3), 0, 100), { fromMs: 0, toMs: 100 }, 600);
  expect(places.map(({ xPx, label }) => [xPx, label])).toEqual([
    [0, "Created"],
    [60, "Started"],
    [120, "Restarting"],
  ]);
  expect(placeMarks(marksOf(STORY.slice(0, 3), 0, 100), { fromMs: 0, toMs: 100 }, 100)[0]?.label).toBe("");
});

it("labels how a job ended before the mark, at the end of the axis", () => {
  const places = placeMarks(marksOf(STORY.slice(5), 0, 60), { fromMs: 0, toMs: 60 }, 1200);
  expect(places.map(({ label, side }) => [label, side])).toEqual([
    ["Started", "right"],
    ["Out of memory", "left"],
  ]);
});
