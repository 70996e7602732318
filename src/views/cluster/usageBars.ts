import type { UsageReport, UsageRow } from "../../../contract/usage.ts";
import { MOST_CATEGORIES } from "../../components/charts/categories.ts";
import type { StackedBar } from "../../components/charts/StackedBars.tsx";

/** What is counted: credits, or where nothing has a price, hours of cores held. */
export type UsageUnit = "credits" | "core-hours";

export interface UsageTableRow {
  readonly name: string;
  /** All others together. */
  readonly isOthers: boolean;
  readonly amount: number;
  /** Of everybody's, 0..1. */
  readonly share: number;
  readonly coreHours: number;
  readonly gpuHours: number;
  readonly credits: number;
}

/** A report as it is drawn. */
export interface UsageBars {
  readonly unit: UsageUnit;
  readonly bars: readonly StackedBar[];
  readonly rows: readonly UsageTableRow[];
  readonly hasOthers: boolean;
  readonly total: number;
  /** Of the last day or week, which goes on, and of the one before. */
  readonly last: number;
  readonly before: number;
}

const HOUR_SECONDS = 3600;
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** Puts a report into bars, a day or a week each; rows beyond those that have a colour are put together. */
export function usageBars(report: UsageReport, per: "day" | "week"): UsageBars {
  const everyone = [...report.rows, ...(report.others ? [report.others] : [])];
  const unit: UsageUnit = everyone.some(({ credits }) => sum(credits) > 0) ? "credits" : "core-hours";
  const amountsOf = (row: UsageRow) =>
    unit === "credits" ? row.credits : row.cpuSeconds.map((seconds) => seconds / HOUR_SECONDS);
  const isFew = everyone.length <= MOST_CATEGORIES && !report.others;
  const shown = isFew ? report.rows : report.rows.slice(0, MOST_CATEGORIES - 1);
  const rest = isFew ? [] : everyone.slice(shown.length);
  const stacks = [
    ...shown.map((row) => ({ name: row.name === "" ? "none" : row.name, members: [row] })),
    ...(rest.length === 0 ? [] : [{ name: "Others", members: rest }]),
  ];
  const bars = spansOf(report.days, per).map(({ label, title, from, to }) => ({
    label,
    title,
    amounts: stacks.map(({ members }) => sum(members.map((row) => sum(amountsOf(row).slice(from, to))))),
  }));
  const total = sum(everyone.map((row) => sum(amountsOf(row))));
  const barSum = (bar: StackedBar | undefined) => (bar ? sum(bar.amounts) : 0);
  return {
    unit,
    bars,
    hasOthers: rest.length > 0,
    total,
    last: barSum(bars.at(-1)),
    before: barSum(bars.at(-2)),
    rows: stacks.map(({ name, members }, index) => {
      const amount = sum(members.map((row) => sum(amountsOf(row))));
      return {
        name,
        isOthers: rest.length > 0 && index === stacks.length - 1,
        amount,
        share: total === 0 ? 0 : amount / total,
        coreHours: sum(members.map((row) => sum(row.cpuSeconds))) / HOUR_SECONDS,
        gpuHours: sum(members.map((row) => sum(row.gpuSeconds))) / HOUR_SECONDS,
        credits: sum(members.map((row) => sum(row.credits))),
      };
    }),
  };
}

interface BarSpan {
  readonly label: string;
  readonly title: string;
  /** Indexes of days; the end is exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Weeks begin on Mondays; the first and the last may be cut. */
function spansOf(days: readonly string[], per: "day" | "week"): BarSpan[] {
  if (per === "day") {
    return days.map((day, index) => ({ label: dayLabel(day), title: dayTitle(day), from: index, to: index + 1 }));
  }
  const spans: BarSpan[] = [];
  days.forEach((day, index) => {
    const last = spans.at(-1);
    if (last && new Date(`${day}T00:00:00Z`).getUTCDay() !== 1) {
      spans[spans.length - 1] = { ...last, to: index + 1 };
    } else {
      spans.push({ label: dayLabel(day), title: `Week of ${dayLabel(day)}`, from: index, to: index + 1 });
    }
  });
  return spans;
}

function dayLabel(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

function dayTitle(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", {
    ...{ weekday: "short", day: "numeric", month: "short", timeZone: "UTC" },
  });
}
