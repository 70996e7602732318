import { Link } from "@tanstack/react-router";
import { useSyncExternalStore } from "react";
import type { Job } from "../../../contract/job.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import { ShareBar } from "../../components/figures/Figures.tsx";
import { formatCredits } from "../../lib/credits.ts";
import { groupJobs } from "../../lib/jobGroups.ts";
import { routes } from "../../paths.ts";
import type { TopFeed } from "../../state/topFeed.ts";
import classes from "./Top.module.css";
import type { TopBy } from "./TopToolbar.tsx";
import { totalsOf } from "./totals.ts";
import { coresText, heldCoresText } from "./UsageCell.tsx";

export interface GroupTableProps {
  readonly jobs: readonly Job[];
  readonly feed: TopFeed;
  readonly by: TopBy;
  readonly hasGpus: boolean;
}

const HEADS: Readonly<Record<TopBy, string>> = { owner: "Owner", project: "Project" };

/** What the jobs of each owner or project use together, the busiest first. */
export function GroupTable({ jobs, feed, by, hasGpus }: GroupTableProps) {
  useSyncExternalStore(feed.subscribe, feed.getVersion);
  const groups = groupJobs(jobs, by)
    .map(({ key, label, jobs: members }) => ({ key, label, totals: totalsOf(members, feed.usageOf) }))
    .sort((a, b) => b.totals.cpuHeld - a.totals.cpuHeld || (a.label < b.label ? -1 : 1));
  return (
    <div className={classes.groups}>
      <table aria-label={`Running jobs by ${by}`}>
        <thead>
          <tr>
            <th scope="col">{HEADS[by]}</th>
            <th scope="col">Jobs</th>
            <th scope="col">CPU</th>
            <th scope="col">Memory</th>
            {hasGpus && <th scope="col">GPU</th>}
            <th scope="col">Credits/h</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ key, label, totals }) => (
            <tr key={key}>
              <th scope="row">
                <Link to={routes.top} search={{ q: `${by}:${quoted(label)}` }} className={classes.link}>
                  {label}
                </Link>
              </th>
              <td className="jd-num">{totals.jobs}</td>
              <td data-measure="cpu">
                <Share
                  value={coresText(totals.cpuUsed)}
                  limit={heldCoresText(totals.cpuHeld)}
                  share={totals.cpuUsed / totals.cpuHeld}
                />
              </td>
              <td data-measure="memory">
                <Share
                  value={formatBytes(totals.memoryUsedBytes)}
                  limit={formatBytes(totals.memoryHeldBytes)}
                  share={totals.memoryUsedBytes / totals.memoryHeldBytes}
                />
              </td>
              {hasGpus && (
                <td data-measure="gpu">
                  {totals.gpus === 0 ? (
                    <span className={classes.unknown}>–</span>
                  ) : (
                    <Share
                      value={totals.gpuDutyPercent === undefined ? "–" : `${Math.round(totals.gpuDutyPercent)} %`}
                      limit={`${totals.gpus} held`}
                      share={(totals.gpuDutyPercent ?? 0) / 100}
                    />
                  )}
                </td>
              )}
              <td className="jd-num">{formatCredits(totals.creditsPerHour)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ value, limit, share }: { readonly value: string; readonly limit: string; readonly share: number }) {
  return (
    <span className={classes.amount}>
      <span className="jd-num">
        <b>{value}</b>
        <span className={classes.limit}> / {limit}</span>
      </span>
      <ShareBar share={share} />
    </span>
  );
}

/** As the search takes a value with a blank in it. */
function quoted(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}
