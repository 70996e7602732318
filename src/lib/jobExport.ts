import type { Job } from "../../contract/job.ts";
import { ranForMs } from "./ranForMs.ts";
import { COLUMN_TRAITS, type JobColumn } from "./jobColumns.ts";
import { lifeSpanLeftMs } from "./lifeSpan.ts";
import { jobStatusWords } from "./reasons.ts";

type CsvValue = string | number | undefined;

const iso = (timeMs: number | undefined): CsvValue =>
  timeMs === undefined ? undefined : new Date(timeMs).toISOString();
const seconds = (ms: number | undefined): CsvValue => (ms === undefined ? undefined : Math.round(ms / 1000));

const plain = (column: JobColumn, value: (job: Job, nowMs: number) => CsvValue) =>
  [[COLUMN_TRAITS[column].label, value] as const] as const;

/** A column's fields: machines read them, so that they hold whole ids, exact times and bare numbers. */
const FIELDS: Readonly<
  Record<JobColumn, readonly (readonly [head: string, value: (job: Job, nowMs: number) => CsvValue])[]>
> = {
  status: [
    ["Status", (job) => job.status],
    ["Reason", (job) => jobStatusWords(job).title],
  ],
  name: plain("name", (job) => job.name),
  id: plain("id", (job) => job.id),
  owner: plain("owner", (job) => job.owner),
  project: plain("project", (job) => job.projectName),
  preset: plain("preset", (job) => job.presetName),
  image: plain("image", (job) => job.container.image),
  command: plain("command", (job) => job.container.command),
  tags: plain("tags", (job) => job.tags.join(" ")),
  created: plain("created", (job) => iso(job.history.createdAtMs)),
  started: plain("started", (job) => iso(job.history.startedAtMs)),
  runTime: [["Run time, s", (job, nowMs) => seconds(ranForMs(job, nowMs))]],
  cost: [["Cost, credits", (job) => job.totalPriceCredits]],
  price: plain("price", (job) => job.pricePerHourCredits),
  restarts: plain("restarts", (job) => job.history.restarts),
  exitCode: plain("exitCode", (job) => job.history.exitCode),
  lifeSpanLeft: [["Time left, s", (job, nowMs) => seconds(lifeSpanLeftMs(job, nowMs))]],
  priority: plain("priority", (job) => job.priority),
  usage: [],
  cluster: plain("cluster", (job) => job.clusterName),
};

/** Jobs as comma-separated values (RFC 4180), one line each, with a head; nothing in it is taken for a formula. */
export function jobsCsv(jobs: readonly Job[], columns: readonly JobColumn[], nowMs = Date.now()): string {
  const fields = columns.flatMap((column) => FIELDS[column]);
  const lines = jobs.map((job) => fields.map(([, value]) => csvField(value(job, nowMs))));
  return [fields.map(([head]) => csvField(head)), ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

/** Jobs with everything that is known of them. */
export function jobsJson(jobs: readonly Job[]): string {
  return `${JSON.stringify(jobs, undefined, 2)}\n`;
}

/** Spreadsheets run what begins so; an apostrophe before it makes it text. */
const FORMULA_START = /^[=+\-@\t\r]/;

function csvField(value: CsvValue): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA_START.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
}
