import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { IdleMark } from "../../components/jobs/usage/IdleMark.tsx";
import { formatCredits } from "../../lib/credits.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { routes } from "../../paths.ts";
import classes from "./Cluster.module.css";
import { Panel } from "./Panel.tsx";

const MOST_SHOWN = 8;

/** Jobs that hold something and have not used it for the longest. */
export function IdleJobs({ jobs }: { readonly jobs: readonly Job[] }) {
  const idle = jobs.filter((job) => job.idle !== undefined).sort((a, b) => sinceMs(a) - sinceMs(b));
  const wasted = idle.reduce((sum, job) => sum + job.pricePerHourCredits, 0);
  return (
    <Panel
      title="Longest idle"
      note={idle.length > 0 && wasted > 0 ? `${formatCredits(wasted)} credits an hour for nothing` : undefined}
      controls={
        idle.length > MOST_SHOWN && (
          <Link to={routes.jobs} search={{ q: "is:idle" }} className={classes.more}>
            all {idle.length}
          </Link>
        )
      }
    >
      {idle.length === 0 ? (
        <p className={classes.nothing}>Every running job uses what it holds.</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Job</th>
              <th scope="col" data-wide>
                Owner
              </th>
              <th scope="col">Idle</th>
              <th scope="col" data-end>
                Credits/h
              </th>
            </tr>
          </thead>
          <tbody>
            {idle.slice(0, MOST_SHOWN).map((job) => (
              <tr key={job.id}>
                <th scope="row">
                  <Link to={routes.job} params={{ jobId: job.id }} className={classes.link}>
                    {jobLabel(job)}
                  </Link>
                </th>
                <td className={classes.muted} data-wide>
                  {job.owner}
                </td>
                <td>
                  <IdleMark job={job} />
                </td>
                <td data-end>{formatCredits(job.pricePerHourCredits)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function sinceMs({ idle }: Job): number {
  return Math.min(idle?.gpuSinceMs ?? Infinity, idle?.cpuSinceMs ?? Infinity);
}
