import type { Job } from "../../contract/job.ts";
import { PRIORITIES } from "../../contract/job.ts";
import { JOB_STATUSES } from "../../contract/status.ts";
import { ranForMs } from "./ranForMs.ts";
import { COLUMN_TRAITS, isJobColumn, type JobColumn } from "./jobColumns.ts";
import { lifeSpanLeftMs } from "./lifeSpan.ts";
import { jobLabel } from "./shortId.ts";

export interface JobSort {
  readonly column: JobColumn;
  readonly isDescending: boolean;
}

/** As the platform lists them. */
export const NEWEST_FIRST: JobSort = { column: "created", isDescending: true };

/** Reads the address's word for a sort: "name", "-created"; what is not known means newest first. */
export function parseSort(word: string | undefined): JobSort {
  const isDescending = word?.startsWith("-") ?? false;
  const column = isDescending ? word?.slice(1) : word;
  return isJobColumn(column) && COLUMN_TRAITS[column].isSortable ? { column, isDescending } : NEWEST_FIRST;
}

/** The address's word for a sort; undefined for newest first. */
export function formatSort({ column, isDescending }: JobSort): string | undefined {
  if (column === NEWEST_FIRST.column && isDescending === NEWEST_FIRST.isDescending) return undefined;
  return isDescending ? `-${column}` : column;
}

/** A sort in words: "Newest first", "By Name, ascending". */
export function sortWords(sort: JobSort): string {
  if (formatSort(sort) === undefined) return "Newest first";
  return `By ${COLUMN_TRAITS[sort.column].label}, ${sort.isDescending ? "descending" : "ascending"}`;
}

/** What a click on a column's head leads to: its natural order, the opposite one, newest first again. */
export function nextSort(current: JobSort, column: JobColumn): JobSort {
  const isDescending = COLUMN_TRAITS[column].align === "end";
  if (current.column !== column) return { column, isDescending };
  return current.isDescending === isDescending ? { column, isDescending: !isDescending } : NEWEST_FIRST;
}

type SortValue = string | number | undefined;

const text = (value: string | undefined): SortValue => (value === "" ? undefined : value?.toLowerCase());
const index = (words: readonly string[], word: string | undefined): SortValue => {
  const position = word === undefined ? -1 : words.indexOf(word);
  return position === -1 ? undefined : position;
};

const VALUES: Readonly<Record<JobColumn, (job: Job, nowMs: number) => SortValue>> = {
  status: (job) => index(JOB_STATUSES, job.status),
  name: (job) => text(jobLabel(job)),
  id: (job) => job.id,
  owner: (job) => text(job.owner),
  project: (job) => text(job.projectName),
  preset: (job) => text(job.presetName),
  image: (job) => text(job.container.image),
  command: (job) => text(job.container.command),
  tags: (job) => text(job.tags.join(" ")),
  created: (job) => job.history.createdAtMs,
  started: (job) => job.history.startedAtMs,
  runTime: ranForMs,
  cost: (job) => job.totalPriceCredits,
  price: (job) => job.pricePerHourCredits,
  restarts: (job) => job.history.restarts,
  exitCode: (job) => job.history.exitCode,
  lifeSpanLeft: lifeSpanLeftMs,
  priority: (job) => index(PRIORITIES, job.priority),
  usage: () => undefined,
  cluster: (job) => text(job.clusterName),
};

/**
 * Sorts jobs that come newest first. Equal ones stay newest first, and those without a value come last in either
 * direction. Newest first is the list itself.
 */
export function sortJobs(jobs: readonly Job[], sort: JobSort, nowMs = Date.now()): readonly Job[] {
  if (formatSort(sort) === undefined) return jobs;
  const valueOf = VALUES[sort.column];
  const sign = sort.isDescending ? -1 : 1;
  // Each value is read once: a sort of thousands compares each many times.
  return jobs
    .map((job) => ({ job, value: valueOf(job, nowMs) }))
    .sort((a, b) => compare(a.value, b.value, sign))
    .map(({ job }) => job);
}

function compare(a: SortValue, b: SortValue, sign: number): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -sign : sign;
}
