import { IconAlignLeft, IconExternalLink, IconPlayerStop, IconTerminal2 } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { memo, type MouseEvent } from "react";
import type { Job } from "../../../contract/job.ts";
import { can } from "../../api/can.ts";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import { isWebAddress } from "../../components/jobs/openTab.ts";
import { RelativeTime } from "../../components/jobs/RelativeTime.tsx";
import { RunTime } from "../../components/jobs/RunTime.tsx";
import { StatusBadge } from "../../components/jobs/StatusBadge.tsx";
import { jobStatusWords } from "../../lib/reasons.ts";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { routes } from "../../paths.ts";
import classes from "./JobTable.module.css";

export interface JobRowProps extends RowActionsProps {
  /** Counted from 1, the head included. */
  readonly rowIndex: number;
  readonly topPx: number;
}

interface RowActionsProps {
  readonly job: Job;
  /** Why no terminal can be opened; undefined when one can. */
  readonly noTerminalReason: string | undefined;
  /** Why it cannot be killed; undefined when it can. */
  readonly noKillReason: string | undefined;
  readonly onKill: (job: Job, button: HTMLElement) => void;
}

/** One job; the link in it covers the whole row. */
export const JobRow = memo(function JobRow({ rowIndex, topPx, ...actions }: JobRowProps) {
  const { job } = actions;
  const navigate = useNavigate();
  const words = jobStatusWords(job);
  // What lies above the link, to show its title, passes its clicks on to the row.
  const open = (event: MouseEvent) => {
    if (event.defaultPrevented || (event.target as Element).closest("a, button")) return;
    void navigate({ to: routes.job, params: { jobId: job.id } });
  };
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      className={classes.row}
      style={{ transform: `translateY(${topPx}px)` }}
      onClick={open}
    >
      <span role="cell" className={classes.status}>
        <StatusBadge status={job.status} title={[words.title, words.detail].filter(Boolean).join(": ")} />
      </span>
      <span role="cell" className={classes.name}>
        <Link
          to={routes.job}
          params={{ jobId: job.id }}
          className={`${classes.link} ${job.name ? "" : "jd-mono"}`}
          title={job.name}
        >
          {jobLabel(job)}
        </Link>
        <PageMark job={job} />
      </span>
      <span role="cell" className={`jd-mono ${classes.id}`} title={job.id}>
        {shortId(job.id)}
      </span>
      <span role="cell" className={classes.owner} title={job.owner}>
        {job.owner}
      </span>
      <span role="cell" className={classes.preset} title={job.presetName}>
        {job.presetName ?? "–"}
      </span>
      <span role="cell" className={`jd-mono ${classes.image}`} title={job.container.image}>
        {job.container.image}
      </span>
      <span role="cell" className={classes.tags} title={job.tags.join(", ")}>
        {job.tags.map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
      </span>
      <span role="cell" className={classes.created}>
        <RelativeTime timeMs={job.history.createdAtMs} />
      </span>
      <span role="cell" className={classes.runTime}>
        <RunTime job={job} />
      </span>
      <span role="cell" className={classes.actions}>
        <RowActions {...actions} />
      </span>
    </div>
  );
});

/** A link to the page of a running job; one that needs a sign-in is opened from the job's own page. */
function PageMark({ job }: { readonly job: Job }) {
  const { httpUrl, container } = job;
  if (httpUrl === undefined || container.http?.requiresAuth !== false || !can("openHttp", job).allowed) return null;
  if (!isWebAddress(httpUrl)) return null;
  const label = `Open the page of ${jobLabel(job)}`;
  return (
    <a href={httpUrl} target="_blank" rel="noreferrer" className={classes.page} aria-label={label} title={label}>
      <IconExternalLink size={14} aria-hidden />
    </a>
  );
}

function RowActions({ job, noTerminalReason, noKillReason, onKill }: RowActionsProps) {
  const label = jobLabel(job);
  const params = { jobId: job.id };
  return (
    <>
      <Link to={routes.jobLogs} params={params} className={classes.action} aria-label={`Logs of ${label}`} title="Logs">
        <IconAlignLeft size={15} aria-hidden />
      </Link>
      {noTerminalReason === undefined ? (
        <Link
          to={routes.jobTerminal}
          params={params}
          className={classes.action}
          aria-label={`Terminal of ${label}`}
          title="Terminal"
        >
          <IconTerminal2 size={15} aria-hidden />
        </Link>
      ) : (
        <button
          type="button"
          className={classes.action}
          aria-label={`Terminal of ${label}`}
          {...disabledProps({ allowed: false, reason: noTerminalReason })}
        >
          <IconTerminal2 size={15} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className={`${classes.action} ${classes.kill}`}
        aria-label={`Kill ${label}`}
        title="Kill"
        onClick={(event) => onKill(job, event.currentTarget)}
        {...(noKillReason === undefined ? {} : disabledProps({ allowed: false, reason: noKillReason }))}
      >
        <IconPlayerStop size={15} aria-hidden />
      </button>
    </>
  );
}
