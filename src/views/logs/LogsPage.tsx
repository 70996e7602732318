import { SegmentedControl } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { jobQuery } from "../../api/queries/jobs.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { LogPanel } from "../../components/logs/LogPanel.tsx";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { routes } from "../../paths.ts";
import classes from "./LogsPage.module.css";

const route = getRouteApi("/app/logs");

/** More at once nobody reads, and each keeps a connection open. */
const MOST_JOBS = 8;

/** The logs of several jobs: side by side, or put together by time. */
export default function LogsPage() {
  const { jobs: list = "", by, ...address } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useClient();
  const all = [...new Set(list.split(",").filter((id) => id !== ""))];
  const ids = all.slice(0, MOST_JOBS);
  const queries = useQueries({ queries: ids.map((id) => jobQuery(client, id)) });
  const jobs = queries.flatMap(({ data }) => (data ? [data] : []));
  const failed = queries.find(({ error, data }) => error && !data);
  const isLoading = queries.some(({ isPending }) => isPending);
  return (
    <div className={classes.page}>
      <title>Logs · Jobdeck</title>
      <div className={classes.head}>
        <h1 className={classes.title}>Logs of {ids.length === 1 ? "one job" : `${ids.length} jobs`}</h1>
        <SegmentedControl
          size="xs"
          aria-label="Arrangement"
          value={by ?? "side"}
          onChange={(value) =>
            void navigate({
              search: (before) => ({ ...before, by: value === "time" ? ("time" as const) : undefined }),
              replace: true,
            })
          }
          data={[
            { value: "side", label: "Side by side" },
            { value: "time", label: "By time" },
          ]}
        />
      </div>
      {all.length > MOST_JOBS && (
        <p className={classes.note}>
          The first {MOST_JOBS} of {all.length} jobs are shown.
        </p>
      )}
      {failed?.error && <ErrorScreen error={failed.error} retry={() => void failed.refetch()} />}
      {ids.length === 0 && <p className={classes.note}>Select jobs in the list, then choose Logs.</p>}
      {!isLoading && isSome(jobs) && by === "time" && (
        <LogPanel
          key={jobs.map((job) => job.id).join()}
          jobs={jobs}
          address={address}
          onAddress={(next) => void navigate({ search: { jobs: list, by, ...next }, replace: true })}
        />
      )}
      {by !== "time" && (
        <div className={classes.grid}>
          {jobs.map((job) => (
            <div key={job.id} className={classes.cell}>
              <h2 className={classes.name}>
                <Link to={routes.jobLogs} params={{ jobId: job.id }}>
                  {jobLabel(job)}
                </Link>
                {job.name !== undefined && <span className="jd-mono jd-muted">{shortId(job.id)}</span>}
              </h2>
              <LogPanel jobs={[job]} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function isSome(jobs: readonly Job[]): jobs is readonly [Job, ...Job[]] {
  return jobs.length > 0;
}
