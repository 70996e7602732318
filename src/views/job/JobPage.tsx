import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ApiError } from "../../api/errors.ts";
import { jobQuery } from "../../api/queries/jobs.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { JobContext } from "./JobContext.ts";
import { JobHeader } from "./JobHeader.tsx";
import { JobMissing } from "./JobMissing.tsx";
import classes from "./JobPage.module.css";
import { JobPanel } from "./JobPanel.tsx";
import { JobSkeleton } from "./JobSkeleton.tsx";
import { JobTabs } from "./JobTabs.tsx";

const route = getRouteApi("/app/jobs/$jobId");

/** One job: who it is and how it does, above the tab that the address names. */
export default function JobPage() {
  const { jobId } = route.useParams();
  const { data: job, error, refetch } = useQuery(jobQuery(useClient(), jobId));
  if (job) {
    return (
      <JobContext value={job}>
        <title>{`${jobLabel(job)} · Jobdeck`}</title>
        <div className={classes.page}>
          <JobHeader job={job} refreshError={error ?? undefined} />
          <JobTabs jobId={jobId} />
          <JobPanel key={job.id} />
        </div>
      </JobContext>
    );
  }
  return (
    <>
      <title>{`${shortId(jobId)} · Jobdeck`}</title>
      {!error && <JobSkeleton />}
      {error && isMissing(error) && <JobMissing jobId={jobId} />}
      {error && !isMissing(error) && <ErrorScreen isPage error={error} retry={() => void refetch()} />}
    </>
  );
}

function isMissing(error: Error): boolean {
  return error instanceof ApiError && error.kind === "not-found";
}
