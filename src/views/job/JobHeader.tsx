import { IconChevronLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { CostFact, Fact, IdFact, TimeFacts } from "../../components/jobs/Fact.tsx";
import { KillButton } from "../../components/jobs/KillButton.tsx";
import { OpenPageButton } from "../../components/jobs/OpenPageButton.tsx";
import { RerunButton } from "../../components/jobs/RerunButton.tsx";
import { StatusBadge } from "../../components/jobs/StatusBadge.tsx";
import { joinWords, reasonBeside } from "../../components/logs/jobSentence.ts";
import { WatchButton } from "../../components/watch/WatchButtons.tsx";
import { jobStatusWords, statusLabel } from "../../lib/reasons.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { routes } from "../../paths.ts";
import { ActionsMenu } from "./actions/ActionsMenu.tsx";
import classes from "./JobPage.module.css";

export interface JobHeaderProps {
  readonly job: Job;
  /** Why what is shown may be out of date. */
  readonly refreshError: Error | undefined;
}

/** Who the job is, how it does, and what can be done with it. */
export function JobHeader({ job, refreshError }: JobHeaderProps) {
  return (
    <header className={classes.header}>
      <Link to={routes.jobs} className={classes.back}>
        <IconChevronLeft size={14} aria-hidden /> Jobs
      </Link>
      <div className={classes.titleRow}>
        <h1 className={classes.title}>{jobLabel(job)}</h1>
        <JobState job={job} />
        <div className={classes.actions}>
          <WatchButton job={job} />
          <OpenPageButton job={job} />
          <RerunButton job={job} />
          <KillButton job={job} />
          <ActionsMenu job={job} />
        </div>
      </div>
      <JobFacts job={job} />
      {refreshError && (
        <p className={classes.stale} role="status">
          This may be out of date: {refreshError.message}
        </p>
      )}
    </header>
  );
}

/** The status and, where they say more, its reason in words; a change is announced. */
function JobState({ job }: { readonly job: Job }) {
  const { title, detail } = jobStatusWords(job);
  const beside = reasonBeside(statusLabel(job.status), title);
  const reason = beside === undefined ? detail : joinWords(beside, detail);
  return (
    <div className={classes.state} role="status" aria-label="Status">
      <StatusBadge status={job.status} />
      {reason && <span className={classes.reason}>{reason}</span>}
    </div>
  );
}

function JobFacts({ job }: { readonly job: Job }) {
  return (
    <dl className={classes.facts}>
      <IdFact job={job} />
      <Fact label="Owner">{job.owner}</Fact>
      {job.presetName && <Fact label="Preset">{job.presetName}</Fact>}
      <TimeFacts job={job} />
      <CostFact job={job} />
    </dl>
  );
}
