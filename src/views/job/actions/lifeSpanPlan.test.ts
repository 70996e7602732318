import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { job, type Job, type JobPayload } from "../../../../contract/job.ts";
import { parse } from "../../../../contract/parse.ts";
import { planLifeSpan } from "./lifeSpanPlan.ts";

const fixture = readFileSync(new URL("../../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;
const NOW_MS = Date.parse("2024-01-01T12:00:00Z");
/** Has run for ten minutes. */
const running = (max_run_time_minutes?: number): Job => {
  const history = { ...WIRE.history, finished_at: undefined, run_time_seconds: 600 };
  return parse(job, { ...WIRE, history, max_run_time_minutes }, "job");
};

it("adds whole minutes to the life span there is, and says when the job would end", () => {
  const { before, after, wrong } = planLifeSpan(running(60), "1h30m59s", NOW_MS);
  expect(wrong).toBeUndefined();
  expect(before).toEqual({ lifeSpanSeconds: 3600, endsAtMs: NOW_MS + 50 * 60_000 });
  expect(after).toEqual({ lifeSpanSeconds: 9000, endsAtMs: NOW_MS + 140 * 60_000 });
});

it("sets a first one, but not one that is over already", () => {
  expect(planLifeSpan(running(), "2h", NOW_MS)).toEqual({
    before: { lifeSpanSeconds: undefined, endsAtMs: undefined },
    after: { lifeSpanSeconds: 7200, endsAtMs: NOW_MS + 110 * 60_000 },
    wrong: undefined,
  });
  expect(planLifeSpan(running(), "5m", NOW_MS).wrong).toMatch(/would end at once/);
});

it("knows no end for a job that waits", () => {
  const waiting: Job = { ...running(60), status: "pending" };
  expect(planLifeSpan(waiting, "1h", NOW_MS).after).toEqual({ lifeSpanSeconds: 7200, endsAtMs: undefined });
});

it.each(["", "soon", "59s", "-1h"])("says what is wrong with %j", (typed) => {
  const plan = planLifeSpan(running(60), typed, NOW_MS);
  expect(plan.wrong).toMatch(/^Must be /);
  expect(plan.after).toBeUndefined();
});
