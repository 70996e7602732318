import { describe, expect, it } from "vitest";
import { jobText } from "./jobText.ts";
import { queryMatcher, type SearchContext } from "./matchJobs.ts";
import { parseQuery } from "./parseQuery.ts";
import { narrows, searchJobs } from "./searchJobs.ts";
import { NOW_MS, sampleJob, sampleJobs } from "./testing/sampleJobs.ts";

const context: SearchContext = { person: "alice", nowMs: NOW_MS };
const job = sampleJob({
  name: "train-1",
  tags: ["vision", "nightly"],
  description: "The big one",
  preset_name: "gpu-small",
  org_name: "research",
  minutesOld: 90,
  history: { restarts: 2, reason: "OOMKilled" },
  container: { command: "python train.py --lr 0.1" },
});

const fits = (text: string, subject = job, asked = context) => queryMatcher(parseQuery(text), asked)(subject);

describe("a query", () => {
  it.each([
    ...["", "train", "TRAIN", "8f14", "alice", "python:3", "--lr", "nightly", "big", "gpu-small", "alice vision"],
    ...[
      '"the big"',
      "-bob",
      "status:running",
      "status:failed,running",
      "-status:failed",
      "owner:me",
      "owner:bob,alice",
    ],
    ...[
      "tag:vision tag:nightly",
      "tag:x,nightly",
      "-tag:x",
      "name:train-1",
      "name:train-*",
      "name:*AIN*",
      "preset:gpu-*",
    ],
    ...["project:vision", "org:research", "cluster:default", "image:python", "id:job-8f14", "id:8F14", "reason:oom"],
    ...["is:active", "is:mine", "is:restarted", "is:finished,active", "-is:finished", "since:2h", "until:1h"],
    ...["since:today", "since:2026-01-14", "until:2026-01-14", "until:today", "since:yesterday until:30m"],
    ...["since:2026-01-14T10:00", "status:runing", "since:soon"],
  ])("finds the job by %s", (text) => expect(fits(text)).toBe(true));

  it.each([
    ...["bob", "alice bob", "visionnightly", "-big", "status:failed", "-status:running", "owner:bob", "-owner:me"],
    ...["tag:vision tag:x", "-tag:vision", "name:train", "name:train-", "preset:gpu", "org:none", "id:14e4"],
    ...["is:finished", "is:waiting", "is:web", "is:idle", "-is:mine", "since:1h", "until:2h", "until:yesterday"],
    ...["since:2026-01-15", "until:2026-01-13", "until:2026-01-14T10:00", "reason:Error"],
  ])("does not find it by %s", (text) => expect(fits(text)).toBe(false));

  it("asks others what is idle and who asks", () => {
    expect(fits("is:idle", job, { ...context, isIdle: ({ name }) => name === "train-1" })).toBe(true);
    expect(fits("owner:me", job, { ...context, person: "bob" })).toBe(false);
    expect(fits("owner:me", job, { ...context, person: undefined })).toBe(true);
  });
});

describe("narrowing", () => {
  it.each([
    ["tra", "train"],
    ["tra", "tra status:running"],
    ["status:running,failed", "status:failed"],
    ["-train", "-tra"],
    ["status:runing", "x"],
  ])("goes from %s to %s", (before, after) => expect(narrows(parseQuery(before), parseQuery(after))).toBe(true));

  it.each([
    ["train", "tra"],
    ["a b", "b"],
    ["status:failed", "status:running,failed"],
    ["-tra", "-train"],
    ["tag:a", "-tag:a"],
    ["x", "status:runing"],
    ["since:1d", "since:1h"],
  ])("does not go from %s to %s", (before, after) =>
    expect(narrows(parseQuery(before), parseQuery(after))).toBe(false),
  );

  it("gives what a search from the beginning gives", () => {
    const jobs = sampleJobs(500);
    for (const text of [
      "t",
      "tr",
      "train-1",
      "train-1 tag:nlp",
      "train-1 tag:nlp -bob",
      "train",
      "tag:nlp -carol",
      "",
    ]) {
      const query = parseQuery(text);
      const expected = jobs.filter(queryMatcher(query, context));
      expect(searchJobs(jobs, query, context), text).toEqual(expected);
      expect(expected.length, text).toBeGreaterThan(0);
    }
    expect(searchJobs(jobs, parseQuery("status:runing"), context)).toBe(jobs);
  });
});

it("finds within a keystroke's 50 ms among ten thousand jobs", () => {
  const jobs = sampleJobs(10_000);
  jobs.forEach(jobText);
  const typed = "train-9 tag:nightly -owner:bob since:1w";
  const keystrokes = Array.from(typed, (_, index) => parseQuery(typed.slice(0, index + 1)));
  const tookMs = keystrokes.map((query) =>
    // The best of a few, in time of the processor: other programs share the machine.
    Math.min(
      ...Array.from({ length: 4 }, () => {
        const list = [...jobs];
        const before = process.cpuUsage();
        searchJobs(list, query, context);
        return process.cpuUsage(before).user / 1000;
      }),
    ),
  );
  expect(Math.max(...tookMs)).toBeLessThan(50);
  expect(searchJobs(jobs, parseQuery(typed), context).length).toBeGreaterThan(0);
});
