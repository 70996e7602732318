import { describe, expect, it } from "vitest";
import { job as jobSchema, type Job } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import { createUsageSeries } from "../../lib/usageSeries.ts";
import { BUSIEST_FIRST, formatTopSort, keepOrder, nextTopSort, parseTopSort, sortTop } from "./topSort.ts";
import { totalsOf } from "./totals.ts";

const jobOf = (id: string, owner: string, gpus?: number): Job =>
  parse(
    jobSchema,
    {
      ...{ id, name: id, owner, cluster_name: "default", uri: `job://default/${owner}/${id}`, status: "running" },
      history: { created_at: "2026-01-01T00:00:00Z" },
      container: { image: "host", env: {}, volumes: [], resources: { cpu: 0.1, memory: 100, nvidia_gpu: gpus } },
      price_credits_per_hour: "0.5",
    },
    "job",
  );

const [a, b, c] = [jobOf("aa", "zoe"), jobOf("bb", "ann", 2), jobOf("cc", "ann", 1)];
const usages = new Map(
  [
    ["aa", 0.2, undefined],
    ["bb", 1.5, 100],
  ].map(([id, cpu, gpuDutyPercent]) => {
    const series = createUsageSeries();
    const gpu = { gpuDutyPercent, gpuMemoryBytes: gpuDutyPercent === undefined ? undefined : 7 };
    series.take({ timestampMs: 1_000, memoryBytes: 50, cpu, ...gpu } as Parameters<typeof series.take>[0]);
    return [id as string, series] as const;
  }),
);
const usageOf = (id: string) => usages.get(id);
const order = (word: string) => sortTop([a, b, c], parseTopSort(word), usageOf, 0).map(({ id }) => id);

describe("the order of the table", () => {
  it("follows what is used now, what is not known last in either direction", () => {
    expect(order("-cpu")).toEqual(["bb", "aa", "cc"]);
    expect(order("cpu")).toEqual(["aa", "bb", "cc"]);
    expect(order("-gpu")).toEqual(["bb", "aa", "cc"]);
    expect(order("owner")).toEqual(["bb", "cc", "aa"]);
  });

  it("stands in the address unless it is the busiest first", () => {
    expect(parseTopSort("-nonsense")).toEqual(BUSIEST_FIRST);
    for (const word of ["cpu", "-owner", "price"]) expect(formatTopSort(parseTopSort(word))).toBe(word);
    expect(formatTopSort(BUSIEST_FIRST)).toBeUndefined();
    expect(nextTopSort(BUSIEST_FIRST, "cpu")).toEqual({ column: "cpu", isDescending: false });
    expect(nextTopSort(BUSIEST_FIRST, "owner")).toEqual({ column: "owner", isDescending: false });
    expect(nextTopSort(BUSIEST_FIRST, "memory")).toEqual({ column: "memory", isDescending: true });
  });

  it("can be kept, new jobs at the end", () => {
    expect(keepOrder([a, b, c], ["cc", "aa"]).map(({ id }) => id)).toEqual(["cc", "aa", "bb"]);
  });
});

it("adds up what is held and what is used, each GPU once", () => {
  expect(totalsOf([a, b, c], usageOf)).toEqual({
    ...{ jobs: 3, measured: 2, cpuUsed: 1.7, cpuHeld: 0.3, memoryUsedBytes: 100, memoryHeldBytes: 300 },
    ...{ gpus: 3, gpuDutyPercent: 100, gpuMemoryBytes: 7, creditsPerHour: 1.5 },
  });
});
