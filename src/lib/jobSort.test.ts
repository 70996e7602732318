import { describe, expect, it } from "vitest";
import type { Job } from "../../contract/job.ts";
import { formatSort, NEWEST_FIRST, nextSort, parseSort, sortJobs } from "./jobSort.ts";

const job = (id: string, fields: object = {}, history: object = {}) =>
  ({
    id,
    owner: "ann",
    status: "running",
    tags: [],
    transitions: [],
    container: {},
    history,
    ...fields,
  }) as unknown as Job;
const order = (jobs: readonly Job[], word: string) =>
  sortJobs(jobs, parseSort(word), 10_000)
    .map(({ id }) => id)
    .join("");

describe("the address's word for a sort", () => {
  it.each(["name", "-name", "created", "-cost"])("%s is read and written alike", (word) =>
    expect(formatSort(parseSort(word))).toBe(word),
  );

  it.each([undefined, "", "-", "gone", "-created", "usage", "--name"])(
    "%s means newest first, which has no word",
    (word) => {
      expect(parseSort(word)).toEqual(NEWEST_FIRST);
      expect(formatSort(parseSort(word))).toBeUndefined();
    },
  );

  it("goes through both directions of a column and back to newest first", () => {
    const clicks = (column: "name" | "cost" | "created") => {
      let sort = NEWEST_FIRST;
      return [1, 2, 3].map(() => formatSort((sort = nextSort(sort, column))));
    };
    expect(clicks("name")).toEqual(["name", "-name", undefined]);
    expect(clicks("cost")).toEqual(["-cost", "cost", undefined]);
    expect(clicks("created")).toEqual(["created", undefined, "created"]);
  });
});

describe("sorting", () => {
  it("leaves newest first as it is", () => {
    const jobs = [job("b"), job("a")];
    expect(sortJobs(jobs, NEWEST_FIRST)).toBe(jobs);
  });

  it("keeps equal jobs in their order, whichever the direction", () => {
    const jobs = [job("1", { owner: "bob" }), job("2"), job("3", { owner: "Bob" }), job("4")];
    expect(order(jobs, "owner")).toBe("2413");
    expect(order(jobs, "-owner")).toBe("1324");
  });

  it("puts what has no value last, whichever the direction", () => {
    const jobs = [job("1"), job("2", {}, { exitCode: 43 }), job("3"), job("4", {}, { exitCode: 0 })];
    expect(order(jobs, "exitCode")).toBe("4213");
    expect(order(jobs, "-exitCode")).toBe("2413");
  });

  it("orders statuses by a job's life and priorities by weight", () => {
    const jobs = [
      job("1", { status: "failed", priority: "low" }),
      job("2", { status: "pending", priority: "high" }),
      job("3", { status: "unknown", priority: "urgent" }),
      job("4", { status: "running", priority: "normal" }),
    ];
    expect(order(jobs, "status")).toBe("2413");
    expect(order(jobs, "-priority")).toBe("2413");
  });

  it("orders by what is measured now: run time and what is left of the life span", () => {
    const jobs = [
      job("1", { lifeSpanSeconds: 60 }, { startedAtMs: 9000 }),
      job("2", { lifeSpanSeconds: 10 }, { startedAtMs: 2000 }),
      job("3", {}, { startedAtMs: 5000 }),
      job("4", { status: "pending" }),
    ];
    expect(order(jobs, "-runTime")).toBe("2314");
    expect(order(jobs, "lifeSpanLeft")).toBe("2134");
  });
});
