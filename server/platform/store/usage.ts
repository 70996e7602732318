import type { UsageGroup } from "../../../contract/usage.ts";
import type { JobRecord } from "../jobRecord.ts";
import { statusSinceMs } from "../jobRecord.ts";
import { chargedSpans, chargesOf, type DayCharge } from "../usage/charge.ts";
import type { Db } from "./db.ts";

/** Sums of a group on a day. */
export interface GroupDay extends DayCharge {
  readonly name: string;
}

/** What a job cost in a span of days. */
export interface JobCost {
  readonly jobId: string;
  readonly credits: number;
  readonly runSeconds: number;
}

/**
 * What was used and what it cost, a day. It is written in the transaction that writes a job's transition, up to that
 * transition: no crash can count a second twice or lose it. Since then is for who reads to add ({@link unsettledOf}).
 */
export interface UsageStore {
  /** Since when everything is counted, in milliseconds since the epoch. */
  readonly knownSinceMs: number;
  /** Sums by group and day, both days included. */
  byDay(group: UsageGroup, fromDay: number, toDay: number): GroupDay[];
  /** The jobs that cost the most, the dearest first. */
  dearest(fromDay: number, toDay: number, limit: number): JobCost[];
  costOf(jobId: string, fromDay: number, toDay: number): JobCost;
}

/** How long sums are kept, and how long what single jobs cost: there may be many of those. */
const SUMS_KEPT_DAYS = 400;
const JOBS_KEPT_DAYS = 100;

const COLUMNS: Readonly<Record<UsageGroup, string>> = {
  owner: "owner",
  project: "project_name",
  preset: "preset_name",
};

/** What a job has used since its last transition: nothing that is stored knows of it yet. */
export function unsettledOf(job: JobRecord, nowMs: number): DayCharge[] {
  return chargesOf(job, chargedSpans(job, statusSinceMs(job), nowMs));
}

/** Writes what a job has used between two of its states; part of whoever's transaction it is called in. */
export type SettleUsage = (before: JobRecord | undefined, after: JobRecord) => void;

export function createSettleUsage(db: Db): SettleUsage {
  const addDay = db.prepare(
    `INSERT INTO usage_days (day, owner, project_name, preset_name, run_seconds, cpu_seconds, gpu_seconds, credits)
     VALUES ($day, $owner, $project, $preset, $runSeconds, $cpuSeconds, $gpuSeconds, $credits)
     ON CONFLICT (day, owner, project_name, preset_name) DO UPDATE SET
       run_seconds = run_seconds + excluded.run_seconds, cpu_seconds = cpu_seconds + excluded.cpu_seconds,
       gpu_seconds = gpu_seconds + excluded.gpu_seconds, credits = credits + excluded.credits`,
  );
  const addJob = db.prepare(
    `INSERT INTO usage_jobs (day, job_id, run_seconds, credits) VALUES ($day, $jobId, $runSeconds, $credits)
     ON CONFLICT (day, job_id) DO UPDATE SET
       run_seconds = run_seconds + excluded.run_seconds, credits = credits + excluded.credits`,
  );
  const pruneSums = db.prepare("DELETE FROM usage_days WHERE day < ?");
  const pruneJobs = db.prepare("DELETE FROM usage_jobs WHERE day < ?");
  let latestDay = 0;
  return (before, after) => {
    const sinceMs = before ? statusSinceMs(before) : 0;
    for (const charge of chargesOf(after, chargedSpans(after, sinceMs, statusSinceMs(after)))) {
      const { day, runSeconds, cpuSeconds, gpuSeconds, credits } = charge;
      const { owner, projectName: project } = after;
      const preset = after.spec.presetName ?? "";
      addDay.run({ day, owner, project, preset, runSeconds, cpuSeconds, gpuSeconds, credits });
      addJob.run({ day, jobId: after.id, runSeconds, credits });
      if (day <= latestDay) continue;
      latestDay = day;
      pruneSums.run(day - SUMS_KEPT_DAYS);
      pruneJobs.run(day - JOBS_KEPT_DAYS);
    }
  };
}

interface DayRow {
  readonly day: number;
  readonly name: string;
  readonly run_seconds: number;
  readonly cpu_seconds: number;
  readonly gpu_seconds: number;
  readonly credits: number;
}

interface JobRow {
  readonly job_id: string;
  readonly credits: number | null;
  readonly run_seconds: number | null;
}

export function createUsageStore(db: Db, nowMs: number): UsageStore {
  db.prepare("INSERT INTO usage_since (time_ms) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM usage_since)").run(nowMs);
  const { time_ms: knownSinceMs } = db.prepare("SELECT time_ms FROM usage_since").get() as { time_ms: number };
  const byDay = (group: UsageGroup) =>
    db.prepare(
      `SELECT day, ${COLUMNS[group]} AS name, SUM(run_seconds) AS run_seconds, SUM(cpu_seconds) AS cpu_seconds,
         SUM(gpu_seconds) AS gpu_seconds, SUM(credits) AS credits
       FROM usage_days WHERE day BETWEEN ? AND ? GROUP BY day, ${COLUMNS[group]}`,
    );
  const statements = { owner: byDay("owner"), project: byDay("project"), preset: byDay("preset") };
  const sums = "SUM(credits) AS credits, SUM(run_seconds) AS run_seconds FROM usage_jobs WHERE day BETWEEN ? AND ?";
  const dearest = db.prepare(`SELECT job_id, ${sums} GROUP BY job_id ORDER BY credits DESC, run_seconds DESC LIMIT ?`);
  const costOf = db.prepare(`SELECT ? AS job_id, ${sums} AND job_id = ?`);
  return {
    knownSinceMs,
    byDay: (group, fromDay, toDay) => (statements[group].all(fromDay, toDay) as DayRow[]).map(readDay),
    dearest: (fromDay, toDay, limit) => (dearest.all(fromDay, toDay, limit) as JobRow[]).map(readCost),
    costOf: (jobId, fromDay, toDay) => readCost(costOf.get(jobId, fromDay, toDay, jobId) as JobRow),
  };
}

function readDay(row: DayRow): GroupDay {
  return {
    day: row.day,
    name: row.name,
    runSeconds: row.run_seconds,
    cpuSeconds: row.cpu_seconds,
    gpuSeconds: row.gpu_seconds,
    credits: row.credits,
  };
}

function readCost(row: JobRow): JobCost {
  return { jobId: row.job_id, credits: row.credits ?? 0, runSeconds: row.run_seconds ?? 0 };
}
