import { expect, it } from "vitest";
import type { BulkRun } from "../../../state/bulkRuns.ts";
import { askWords, runWords } from "./bulkWords.ts";

const note = { jobId: "job-1", label: "train", reason: "gone" };
const run = (change: Partial<BulkRun>): BulkRun => ({
  ...{ id: 1, action: "kill", total: 13, doneCount: 0, skipped: [], failed: [], state: "running" },
  ...change,
});

it("counts what has been dealt with, however it went", () => {
  expect(runWords(run({ doneCount: 3, skipped: [note], failed: [note] }))).toBe("Killing 5 of 13 jobs");
});

it("tells how it went", () => {
  expect(runWords(run({ doneCount: 12, failed: [note], state: "finished" }))).toBe("12 jobs killed, 1 failed");
  expect(runWords(run({ doneCount: 1, skipped: [note], total: 2, action: "delete", state: "finished" }))).toBe(
    "1 job deleted, 1 skipped",
  );
  expect(runWords(run({ doneCount: 6, state: "stopped" }))).toBe("6 jobs killed, stopped before 7 more");
});

it("asks by number", () => {
  expect(askWords("kill", 1)).toBe("Kill 1 job");
  expect(askWords("rerun", 10_000)).toBe("Run 10,000 jobs again");
});
