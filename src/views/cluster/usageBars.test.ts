import { describe, expect, it } from "vitest";
import type { UsageReport, UsageRow } from "../../../contract/usage.ts";
import { usageBars } from "./usageBars.ts";

const DAYS = ["2026-11-13", "2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17"];

const rowOf = (name: string, credits: readonly number[]): UsageRow => ({
  name,
  credits: [...credits],
  runSeconds: credits.map(() => 3600),
  cpuSeconds: credits.map(() => 7200),
  gpuSeconds: credits.map(() => 0),
});

const reportOf = (rows: UsageRow[], others?: UsageRow): UsageReport => ({
  ...{ by: "owner", knownSinceMs: 0, days: DAYS, rows, others, dearest: [] },
});

describe("use and cost as bars", () => {
  it("has a bar a day, and what each group had of it", () => {
    const { unit, bars, rows, total, last, before } = usageBars(
      reportOf([rowOf("ann", [1, 0, 0, 4, 1]), rowOf("bob", [0, 2, 0, 0, 2])]),
      "day",
    );
    expect(unit).toBe("credits");
    expect(bars.map(({ amounts }) => amounts)).toEqual([
      [1, 0],
      [0, 2],
      [0, 0],
      [4, 0],
      [1, 2],
    ]);
    expect([total, last, before]).toEqual([10, 3, 4]);
    expect(rows.map(({ name, share, coreHours }) => [name, share, coreHours])).toEqual([
      ["ann", 0.6, 10],
      ["bob", 0.4, 10],
    ]);
  });

  it("begins weeks on Mondays", () => {
    const { bars } = usageBars(reportOf([rowOf("ann", [1, 1, 1, 1, 1])]), "week");
    expect(bars.map(({ title, amounts }) => [title, amounts[0]])).toEqual([
      ["Week of 13 Nov", 3],
      ["Week of 16 Nov", 2],
    ]);
  });

  it("puts those together for which there is no colour, and loses nothing", () => {
    const rows = Array.from({ length: 12 }, (_, index) => rowOf(`user-${index}`, [12 - index, 0, 0, 0, 0]));
    const { bars, rows: shown, total, hasOthers } = usageBars(reportOf(rows, rowOf("", [5, 0, 0, 0, 0])), "day");
    expect(hasOthers).toBe(true);
    expect(shown).toHaveLength(7);
    expect(shown.at(-1)).toMatchObject({ name: "Others", isOthers: true, amount: 26 });
    expect(total).toBe(83);
    expect(bars[0]?.amounts.reduce((sum, amount) => sum + amount, 0)).toBe(83);
  });

  it("counts hours of cores where nothing has a price", () => {
    const { unit, total } = usageBars(reportOf([rowOf("ann", [0, 0, 0, 0, 0])]), "day");
    expect([unit, total]).toEqual(["core-hours", 10]);
  });
});
