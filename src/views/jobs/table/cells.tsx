import type { ReactNode } from "react";
import type { Job } from "../../../../contract/job.ts";
import { LifeSpanLeft } from "../../../components/jobs/LifeSpanLeft.tsx";
import { RelativeTime } from "../../../components/jobs/RelativeTime.tsx";
import { RunTime } from "../../../components/jobs/RunTime.tsx";
import { StatusBadge } from "../../../components/jobs/StatusBadge.tsx";
import { IdleMark } from "../../../components/jobs/usage/IdleMark.tsx";
import { JobUsage } from "../../../components/jobs/usage/JobUsage.tsx";
import { shortReason, wholeStory } from "../../../components/jobs/jobStory.ts";
import { alignedCredits, formatCredits } from "../../../lib/credits.ts";
import { COLUMN_TRAITS, type JobColumn } from "../../../lib/jobColumns.ts";
import { shortId } from "../../../lib/shortId.ts";
import classes from "./Table.module.css";

const NOTHING = "–";

/** What a column shows of a job; the name is the row's own. */
const CONTENTS: Readonly<Record<Exclude<JobColumn, "name">, (job: Job) => ReactNode>> = {
  status: (job) => <StatusCell job={job} />,
  id: (job) => shortId(job.id),
  owner: (job) => job.owner,
  project: (job) => job.projectName ?? NOTHING,
  preset: (job) => job.presetName ?? NOTHING,
  image: (job) => job.container.image,
  command: (job) => job.container.command ?? NOTHING,
  tags: (job) => job.tags.map((tag) => <Tag key={tag} tag={tag} />),
  created: (job) => <RelativeTime timeMs={job.history.createdAtMs} />,
  started: (job) =>
    job.history.startedAtMs === undefined ? NOTHING : <RelativeTime timeMs={job.history.startedAtMs} />,
  runTime: (job) => <RunTime job={job} />,
  cost: (job) => (job.totalPriceCredits === 0 ? NOTHING : alignedCredits(job.totalPriceCredits)),
  price: (job) => (job.pricePerHourCredits === 0 ? NOTHING : formatCredits(job.pricePerHourCredits)),
  restarts: (job) => (job.history.restarts === 0 ? NOTHING : job.history.restarts),
  exitCode: (job) => job.history.exitCode ?? NOTHING,
  lifeSpanLeft: (job) => <LifeSpanLeft job={job} />,
  priority: (job) => job.priority ?? NOTHING,
  usage: (job) => <JobUsage key={job.id} job={job} />,
  cluster: (job) => job.clusterName,
};

/** What stands in full on hover; a time brings its own. */
const TITLES: Readonly<Partial<Record<JobColumn, (job: Job) => string | undefined>>> = {
  status: wholeStory,
  name: (job) => job.name,
  id: (job) => job.id,
  owner: (job) => job.owner,
  project: (job) => job.projectName,
  preset: (job) => job.presetName,
  image: (job) => job.container.image,
  command: (job) => job.container.command,
  tags: (job) => job.tags.join(", ") || undefined,
  cluster: (job) => job.clusterName,
};

const MONOSPACE: ReadonlySet<JobColumn> = new Set(["id", "image", "command"]);

export interface CellProps {
  readonly job: Job;
  readonly column: Exclude<JobColumn, "name">;
}

/** One column of a job's row. */
export function Cell({ job, column }: CellProps) {
  return (
    <span role="gridcell" className={cellClass(column)} title={cellTitle(job, column)}>
      {CONTENTS[column](job)}
    </span>
  );
}

export function cellTitle(job: Job, column: JobColumn): string | undefined {
  return TITLES[column]?.(job);
}

/** How a column's cells look; its head is no value, so that it is never in monospace. */
export function cellClass(column: JobColumn): string {
  return `${headClass(column)} ${classes[column] ?? ""} ${MONOSPACE.has(column) ? "jd-mono" : ""}`;
}

export function headClass(column: JobColumn): string {
  return `${classes.cell} ${COLUMN_TRAITS[column].align === "end" ? classes.end : ""}`;
}

function StatusCell({ job }: { readonly job: Job }) {
  const reason = shortReason(job);
  return (
    <>
      <StatusBadge status={job.status} />
      <IdleMark job={job} />
      {reason !== undefined && <span className={classes.reason}>{reason}</span>}
    </>
  );
}

function Tag({ tag }: { readonly tag: string }) {
  return <span className={classes.tag}>{tag}</span>;
}
