import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { jobQuery } from "../../api/queries/jobs.ts";
import { usageQuery } from "../../api/queries/cluster.ts";
import { useClient } from "../../components/ClientContext.ts";
import { StatusIcon } from "../../components/jobs/StatusBadge.tsx";
import { formatCredits } from "../../lib/credits.ts";
import { formatElapsed } from "../../lib/elapsed.ts";
import { statusLabel } from "../../lib/reasons.ts";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { routes } from "../../paths.ts";
import classes from "./Cluster.module.css";
import { Panel } from "./Panel.tsx";
import { dayCount, useUsageChoice } from "./usageChoice.ts";

const MOST_SHOWN = 8;

interface Cost {
  readonly id: string;
  readonly credits: number;
  readonly runMs: number | undefined;
}

/** The jobs that cost the most. */
export function DearestJobs({ activeJobs }: { readonly activeJobs: readonly Job[] }) {
  const { by, per } = useUsageChoice();
  const { data: usage } = useQuery(usageQuery(useClient(), by, dayCount(per)));
  const known = usage === null ? costsOf(activeJobs) : usage?.dearest.map(costOf);
  const note = usage === null ? "of those that have not finished" : `in ${per === "day" ? "14 days" : "8 weeks"}`;
  return (
    <Panel title="Most expensive" note={note}>
      {known?.length === 0 ? (
        <p className={classes.nothing}>No job has cost anything yet.</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col">Owner</th>
              <th scope="col" data-end>
                Run time
              </th>
              <th scope="col" data-end>
                Credits
              </th>
            </tr>
          </thead>
          <tbody>
            {known?.slice(0, MOST_SHOWN).map((cost) => (
              <DearJob key={cost.id} cost={cost} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function costOf({ id, credits, runSeconds }: { id: string; credits: number; runSeconds: number }): Cost {
  return { id, credits, runMs: runSeconds * 1000 };
}

function costsOf(jobs: readonly Job[]): Cost[] {
  return jobs
    .filter(({ totalPriceCredits }) => totalPriceCredits > 0)
    .map(({ id, totalPriceCredits, history }) => ({
      ...{ id, credits: totalPriceCredits },
      runMs: history.runTimeSeconds === undefined ? undefined : history.runTimeSeconds * 1000,
    }))
    .sort((a, b) => b.credits - a.credits);
}

const NAME_STALE_MS = 60_000;

/** A job of which only id and cost are known; one that was deleted has no name any more. */
function DearJob({ cost: { id, credits, runMs } }: { readonly cost: Cost }) {
  const { data: job, error } = useQuery({
    ...jobQuery(useClient(), id),
    refetchInterval: false,
    staleTime: NAME_STALE_MS,
  });
  return (
    <tr>
      <th scope="row">
        {job && <StatusIcon status={job.status} />}
        {job && <span className="jd-visually-hidden">{statusLabel(job.status)}</span>}{" "}
        {error ? (
          <span className={classes.muted}>{shortId(id)}, deleted</span>
        ) : (
          <Link to={routes.job} params={{ jobId: id }} className={classes.link}>
            {job ? jobLabel(job) : shortId(id)}
          </Link>
        )}
      </th>
      <td className={classes.muted}>{job?.owner}</td>
      <td data-end>{runMs === undefined ? "–" : formatElapsed(runMs)}</td>
      <td data-end>{formatCredits(credits)}</td>
    </tr>
  );
}
