import type { Job } from "../../contract/job.ts";
import { isRunning, JOB_STATUSES } from "../../contract/status.ts";
import type { JobGroup } from "../paths.ts";
import { statusLabel } from "./reasons.ts";

/** What a group's jobs hold together; all but `jobs` count those that run now. */
export interface GroupSums {
  readonly jobs: number;
  readonly running: number;
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly gpus: number;
  readonly creditsPerHour: number;
}

/** Jobs that have something in common. */
export interface JobGroupRow {
  readonly kind: "group";
  /** Tells groups and jobs apart in one list: no job's id looks like it. */
  readonly key: string;
  readonly label: string;
  /** In the order they came in. */
  readonly jobs: readonly Job[];
  readonly sums: GroupSums;
}

/** A row of the list. */
export type ListItem = Job | JobGroupRow;

export function isGroup(item: ListItem): item is JobGroupRow {
  return "kind" in item;
}

/** What tells rows apart. */
export function itemKey(item: ListItem): string {
  return isGroup(item) ? item.key : item.id;
}

const MISSING: Readonly<Record<JobGroup, string>> = {
  owner: "No owner",
  project: "No project",
  preset: "No preset",
  status: "Unknown",
};

const VALUES: Readonly<Record<JobGroup, (job: Job) => string | undefined>> = {
  owner: (job) => job.owner,
  project: (job) => job.projectName,
  preset: (job) => job.presetName,
  status: (job) => job.status,
};

/** Puts jobs together: statuses in the order of a job's life, all else by name, what has no value last. */
export function groupJobs(jobs: readonly Job[], by: JobGroup): readonly JobGroupRow[] {
  const valueOf = VALUES[by];
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const value = valueOf(job) ?? "";
    const group = groups.get(value);
    if (group) group.push(job);
    else groups.set(value, [job]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => compareValues(by, a, b))
    .map(([value, members]) => ({
      kind: "group",
      key: `group:${by}:${value}`,
      label: value === "" ? MISSING[by] : by === "status" ? statusLabel(members[0]?.status ?? "unknown") : value,
      jobs: members,
      sums: sumOf(members),
    }));
}

/** The rows of a list: its jobs as they are, or each group followed by its jobs unless it is closed. */
export function listItems(
  jobs: readonly Job[],
  by: JobGroup | undefined,
  closedKeys: ReadonlySet<string>,
): readonly ListItem[] {
  if (by === undefined) return jobs;
  return groupJobs(jobs, by).flatMap((group): readonly ListItem[] =>
    closedKeys.has(group.key) ? [group] : [group, ...group.jobs],
  );
}

function compareValues(by: JobGroup, a: string, b: string): number {
  if (a === "" || b === "") return a === "" ? 1 : -1;
  if (by !== "status") return a.localeCompare(b, undefined, { numeric: true });
  const rank = (status: string) => {
    const index = JOB_STATUSES.findIndex((known) => known === status);
    return index === -1 ? JOB_STATUSES.length : index;
  };
  return rank(a) - rank(b);
}

/** What jobs hold together now. */
export function sumOf(jobs: readonly Job[]): GroupSums {
  const sums = { jobs: jobs.length, running: 0, cpu: 0, memoryBytes: 0, gpus: 0, creditsPerHour: 0 };
  for (const job of jobs) {
    if (!isRunning(job.status)) continue;
    const { cpu, memoryBytes, nvidiaGpu = 0, amdGpu = 0, intelGpu = 0 } = job.container.resources;
    sums.running += 1;
    sums.cpu += cpu;
    sums.memoryBytes += memoryBytes;
    sums.gpus += nvidiaGpu + amdGpu + intelGpu;
    sums.creditsPerHour += job.pricePerHourCredits;
  }
  // Tenths of a core do not add up exactly in binary.
  return { ...sums, cpu: Math.round(sums.cpu * 1000) / 1000 };
}
