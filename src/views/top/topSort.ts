import type { Job } from "../../../contract/job.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { ranForMs } from "../../lib/ranForMs.ts";
import type { UsageSeries } from "../../lib/usageSeries.ts";

/** What the table can be sorted by, in the order of its columns. */
export const TOP_COLUMNS = [
  "job",
  "owner",
  "project",
  "preset",
  "cpu",
  "memory",
  "gpu",
  "gpuMemory",
  "runTime",
  "price",
] as const;
export type TopColumn = (typeof TOP_COLUMNS)[number];

export const COLUMN_LABELS: Readonly<Record<TopColumn, string>> = {
  job: "Job",
  owner: "Owner",
  project: "Project",
  preset: "Preset",
  cpu: "CPU",
  memory: "Memory",
  gpu: "GPU",
  gpuMemory: "GPU memory",
  runTime: "Run time",
  price: "Credits/h",
};

export interface TopSort {
  readonly column: TopColumn;
  readonly isDescending: boolean;
}

/** What asks for most stands first, as `top` has it. */
export const BUSIEST_FIRST: TopSort = { column: "cpu", isDescending: true };

const WORDS: ReadonlySet<TopColumn> = new Set(["job", "owner", "project", "preset"]);

/** Reads the address's word for a sort: "owner", "-cpu"; what is not known means the busiest first. */
export function parseTopSort(word: string | undefined): TopSort {
  const name = word?.replace(/^-/, "");
  const column = TOP_COLUMNS.find((known) => known === name);
  return column ? { column, isDescending: word?.startsWith("-") ?? false } : BUSIEST_FIRST;
}

/** The address's word for a sort; undefined for the busiest first. */
export function formatTopSort({ column, isDescending }: TopSort): string | undefined {
  if (column === BUSIEST_FIRST.column && isDescending === BUSIEST_FIRST.isDescending) return undefined;
  return isDescending ? `-${column}` : column;
}

/** What a click on a column's head leads to: numbers from the highest, words from A, then the other way round. */
export function nextTopSort(current: TopSort, column: TopColumn): TopSort {
  if (current.column === column) return { column, isDescending: !current.isDescending };
  return { column, isDescending: !WORDS.has(column) };
}

type UsageOf = (jobId: string) => UsageSeries | undefined;

/** Sorts jobs by what they are or what they use now; those of which that is not known come last in either direction. */
export function sortTop(jobs: readonly Job[], sort: TopSort, usageOf: UsageOf, nowMs: number): readonly Job[] {
  const sign = sort.isDescending ? -1 : 1;
  return jobs
    .map((job) => ({ job, value: valueOf(job, sort.column, usageOf, nowMs), label: jobLabel(job) }))
    .sort((a, b) => compare(a.value, b.value) * sign || rankMissing(a.value, b.value) || compare(a.label, b.label))
    .map(({ job }) => job);
}

type Value = string | number | undefined;

function valueOf(job: Job, column: TopColumn, usageOf: UsageOf, nowMs: number): Value {
  const usage = usageOf(job.id)?.latest;
  switch (column) {
    case "job":
      return jobLabel(job).toLowerCase();
    case "owner":
      return job.owner;
    case "project":
      return job.projectName;
    case "preset":
      return job.presetName;
    case "cpu":
      return usage?.cpu;
    case "memory":
      return usage?.memoryBytes;
    case "gpu":
      return usage?.gpuDutyPercent;
    case "gpuMemory":
      return usage?.gpuMemoryBytes;
    case "runTime":
      return ranForMs(job, nowMs);
    case "price":
      return job.pricePerHourCredits;
  }
}

function compare(a: Value, b: Value): number {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : 1;
}

function rankMissing(a: Value, b: Value): number {
  return Number(a === undefined) - Number(b === undefined);
}

/** Jobs in the order that they had, those that have come since at the end. */
export function keepOrder(jobs: readonly Job[], ids: readonly string[]): readonly Job[] {
  const places = new Map(ids.map((id, index) => [id, index]));
  const placeOf = (job: Job) => places.get(job.id) ?? ids.length;
  return jobs.toSorted((a, b) => placeOf(a) - placeOf(b));
}
