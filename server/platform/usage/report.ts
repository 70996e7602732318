import type { UsageGroup, UsageReportPayload, UsageRowPayload } from "../../../contract/usage.ts";
import { isoMicros } from "../jobPayload.ts";
import type { JobRecord } from "../jobRecord.ts";
import { unsettledOf, type GroupDay, type JobCost, type UsageStore } from "../store/usage.ts";
import { dayOf } from "./charge.ts";

export interface ReportRequest {
  readonly by: UsageGroup;
  /** Days since the epoch, both included. */
  readonly fromDay: number;
  readonly toDay: number;
  readonly nowMs: number;
}

const DAY_MS = 24 * 3_600_000;
/** So many rows have a colour and a name in a chart; the rest is told together. */
const MOST_ROWS = 12;
const MOST_JOBS = 10;

/** What was used and what it cost, what live jobs have used up to this moment included. */
export function usageReport(
  store: UsageStore,
  liveJobs: readonly JobRecord[],
  request: ReportRequest,
): UsageReportPayload {
  const { by, fromDay, toDay, nowMs } = request;
  const live = liveJobs.flatMap((job) =>
    unsettledOf(job, nowMs)
      .filter(({ day }) => day >= fromDay && day <= toDay)
      .map((charge) => ({ ...charge, name: groupOf(job, by) })),
  );
  const rows = rowsOf([...store.byDay(by, fromDay, toDay), ...live], fromDay, toDay);
  const rest = rows.slice(MOST_ROWS);
  return {
    by,
    known_since: isoMicros(store.knownSinceMs),
    days: Array.from({ length: toDay - fromDay + 1 }, (_, index) => dayText(fromDay + index)),
    rows: rows.slice(0, MOST_ROWS),
    others: rest.length === 0 ? undefined : addUp(rest, toDay - fromDay + 1),
    dearest: dearestJobs(store, liveJobs, request).map(({ jobId, credits, runSeconds }) => {
      return { id: jobId, credits, run_seconds: runSeconds };
    }),
  };
}

/** Reads `2026-11-22` as a day since the epoch; undefined when it is none. */
export function readDay(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(ms) ? undefined : dayOf(ms);
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function groupOf(job: JobRecord, by: UsageGroup): string {
  if (by === "owner") return job.owner;
  return by === "project" ? job.projectName : (job.spec.presetName ?? "");
}

function emptyRow(name: string, days: number): UsageRowPayload {
  const zeros = () => Array.from({ length: days }, () => 0);
  return { name, credits: zeros(), run_seconds: zeros(), cpu_seconds: zeros(), gpu_seconds: zeros() };
}

function add(amounts: number[], index: number, amount: number): void {
  amounts[index] = (amounts[index] ?? 0) + amount;
}

/** A row a group, what cost the most first. */
function rowsOf(charges: readonly GroupDay[], fromDay: number, toDay: number): UsageRowPayload[] {
  const rows = new Map<string, UsageRowPayload>();
  for (const charge of charges) {
    const row = rows.get(charge.name) ?? emptyRow(charge.name, toDay - fromDay + 1);
    rows.set(charge.name, row);
    const index = charge.day - fromDay;
    add(row.credits, index, charge.credits);
    add(row.run_seconds, index, charge.runSeconds);
    add(row.cpu_seconds, index, charge.cpuSeconds);
    add(row.gpu_seconds, index, charge.gpuSeconds);
  }
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  return [...rows.values()]
    .map((row) => ({ row, credits: sum(row.credits), cpuSeconds: sum(row.cpu_seconds) }))
    .sort((a, b) => b.credits - a.credits || b.cpuSeconds - a.cpuSeconds || (a.row.name < b.row.name ? -1 : 1))
    .map(({ row }) => row);
}

function addUp(rows: readonly UsageRowPayload[], days: number): UsageRowPayload {
  const sum = emptyRow("", days);
  for (const row of rows) {
    for (let index = 0; index < days; index += 1) {
      add(sum.credits, index, row.credits[index] ?? 0);
      add(sum.run_seconds, index, row.run_seconds[index] ?? 0);
      add(sum.cpu_seconds, index, row.cpu_seconds[index] ?? 0);
      add(sum.gpu_seconds, index, row.gpu_seconds[index] ?? 0);
    }
  }
  return sum;
}

/** Of jobs that have ended all is stored; those that live are compared with what they have used since. */
function dearestJobs(store: UsageStore, liveJobs: readonly JobRecord[], request: ReportRequest): JobCost[] {
  const { fromDay, toDay, nowMs } = request;
  const costs = new Map<string, JobCost>();
  for (const cost of store.dearest(fromDay, toDay, MOST_JOBS + liveJobs.length)) costs.set(cost.jobId, cost);
  for (const job of liveJobs) {
    const charges = unsettledOf(job, nowMs).filter(({ day }) => day >= fromDay && day <= toDay);
    if (charges.length === 0) continue;
    const settled = costs.get(job.id) ?? store.costOf(job.id, fromDay, toDay);
    costs.set(job.id, {
      jobId: job.id,
      credits: charges.reduce((sum, { credits }) => sum + credits, settled.credits),
      runSeconds: charges.reduce((sum, { runSeconds }) => sum + runSeconds, settled.runSeconds),
    });
  }
  return [...costs.values()].sort((a, b) => b.credits - a.credits || b.runSeconds - a.runSeconds).slice(0, MOST_JOBS);
}
