import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { LineSwatch } from "../../components/charts/LineSwatch.tsx";
import { lineStyle } from "../../components/charts/lineStyle.ts";
import { RunTime } from "../../components/jobs/RunTime.tsx";
import { StatusBadge } from "../../components/jobs/StatusBadge.tsx";
import { differencesOf, type JobTrait } from "../../lib/jobDifferences.ts";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { routes } from "../../paths.ts";
import classes from "./ComparePage.module.css";

/** A job that is compared, as far as it is known. */
export interface ComparedJob {
  /** As the address names it: an id or a name. */
  readonly id: string;
  readonly job: Job | undefined;
  readonly error: Error | undefined;
}

export interface ComparedJobsProps {
  readonly compared: readonly ComparedJob[];
  readonly onRemove: (id: string) => void;
}

/** The legend: which curve is whose, and what tells the jobs apart. */
export function ComparedJobs({ compared, onRemove }: ComparedJobsProps) {
  const known = compared.flatMap(({ job }) => (job ? [job] : []));
  const { different, same } = differencesOf(known);
  return (
    <section className={classes.legend} aria-label="Compared jobs">
      {/* Scrolls sideways on its own, also by keyboard. */}
      <div className={classes.scroll} role="region" aria-label="What tells the jobs apart" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Status</th>
              <th scope="col">Run time</th>
              {different.map(({ name }) => (
                <th key={name} scope="col" className={classes.trait}>
                  {name}
                </th>
              ))}
              <th scope="col">
                <span className="jd-visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {compared.map((one, place) => (
              <JobLine
                key={one.id}
                compared={one}
                place={place}
                traits={different}
                index={one.job ? known.indexOf(one.job) : -1}
                onRemove={onRemove}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.same}>
        {different.length === 0 && known.length > 1 && "They were all started alike. "}
        {known.length > 1 &&
          same.length > 0 &&
          `Same in all: ${same.map(({ name, value }) => `${name} ${value}`).join(" · ")}`}
        {known.length === 1 && compared.length === 1 && "Add another job to see what tells them apart."}
      </p>
    </section>
  );
}

interface JobLineProps {
  readonly compared: ComparedJob;
  readonly place: number;
  readonly traits: readonly JobTrait[];
  /** Where the job stands among those that are known. */
  readonly index: number;
  readonly onRemove: (id: string) => void;
}

function JobLine({ compared: { id, job, error }, place, traits, index, onRemove }: JobLineProps) {
  const label = job ? jobLabel(job) : shortId(id);
  return (
    <tr>
      <th scope="row" className={classes.job}>
        <LineSwatch {...lineStyle(place)} />
        {job ? (
          <Link to={routes.jobMetrics} params={{ jobId: job.id }} className={classes.name}>
            {label}
          </Link>
        ) : (
          label
        )}
      </th>
      {job ? (
        <>
          <td>
            <StatusBadge status={job.status} />
          </td>
          <td className="jd-num">
            <RunTime job={job} />
          </td>
          {traits.map(({ name, values }) => (
            <td key={name} className={classes.value} title={values[index]}>
              {values[index] ?? <span className="jd-muted">none</span>}
            </td>
          ))}
        </>
      ) : (
        <td colSpan={2 + traits.length} className="jd-muted" role={error ? "alert" : undefined}>
          {error ? error.message : "Reading…"}
        </td>
      )}
      <td>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Remove ${label}`} onClick={() => onRemove(id)}>
          <IconX size={14} />
        </ActionIcon>
      </td>
    </tr>
  );
}
