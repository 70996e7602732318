import { expect, it } from "vitest";
import { windowFor } from "./windows.ts";

it.each([
  [0, "1m"],
  [60_000, "1m"],
  [60_001, "5m"],
  [10 * 60_000, "15m"],
  [3600_000, "1h"],
  [24 * 3600_000, "all"],
])("shows a run of %d ms in a window of %s", (runTimeMs, window) => {
  expect(windowFor(runTimeMs)).toBe(window);
});
