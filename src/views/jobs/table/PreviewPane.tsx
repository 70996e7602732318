import { Button, CloseButton } from "@mantine/core";
import { IconExternalLink, IconTerminal2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useRef } from "react";
import type { Job } from "../../../../contract/job.ts";
import { isFinished } from "../../../../contract/status.ts";
import { jobQuery } from "../../../api/queries/jobs.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { CostFact, Fact, IdFact, TimeFacts } from "../../../components/jobs/Fact.tsx";
import { KillButton } from "../../../components/jobs/KillButton.tsx";
import { LifeSpanLeft } from "../../../components/jobs/LifeSpanLeft.tsx";
import { RerunButton } from "../../../components/jobs/RerunButton.tsx";
import { StatusBadge } from "../../../components/jobs/StatusBadge.tsx";
import { disabledProps } from "../../../components/jobs/disabledProps.ts";
import { useCan } from "../../../components/jobs/useCan.ts";
import { IdleMark } from "../../../components/jobs/usage/IdleMark.tsx";
import { JobUsage } from "../../../components/jobs/usage/JobUsage.tsx";
import { useShortcuts } from "../../../components/shortcuts/useShortcuts.ts";
import { rowReason } from "../../../components/jobs/jobStory.ts";
import { resourceWords } from "../../../lib/reasons.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { routes } from "../../../paths.ts";
import classes from "./PreviewPane.module.css";

const LogPanel = lazy(() => import("../../../components/logs/LogPanel.tsx").then((m) => ({ default: m.LogPanel })));

export interface PreviewPaneProps {
  readonly jobId: string;
  /** The job as the list knows it; undefined where it is not in the list. */
  readonly listed: Job | undefined;
  readonly onClose: () => void;
  /** Whether it lies over the list; else it stands beside it. */
  readonly isSheet?: boolean;
}

/** One job beside the list: how it does, what it is, what it writes. */
export default function PreviewPane({ jobId, listed, onClose, isSheet = false }: PreviewPaneProps) {
  const { data, error } = useQuery(jobQuery(useClient(), jobId));
  const job = data ?? listed;
  const pane = useRef<HTMLElement>(null);
  // Whoever has something of its own to close has done so by now, and rows with a selection clear that first.
  useShortcuts({ rowClear: () => (isElsewhere(document.activeElement, pane.current) ? false : onClose()) });
  const Frame = isSheet ? "section" : "aside";
  return (
    <Frame
      ref={pane}
      className={classes.pane}
      data-sheet={isSheet || undefined}
      aria-label={job ? `Preview of ${jobLabel(job)}` : "Preview"}
    >
      <header className={classes.head}>
        {job ? (
          <h2 className={classes.title} title={job.name}>
            {jobLabel(job)}
          </h2>
        ) : (
          <p className={classes.missing} role="status">
            {error ? error.message : "Loading …"}
          </p>
        )}
        <CloseButton
          size={isSheet ? "lg" : "sm"}
          aria-label="Close the preview"
          title="Close (Escape)"
          onClick={onClose}
        />
      </header>
      {job && <Preview job={job} />}
    </Frame>
  );
}

/** Keys pressed in a field, a dialog or the rows are theirs. */
function isElsewhere(focused: Element | null, pane: HTMLElement | null): boolean {
  return focused !== null && focused !== document.body && !pane?.contains(focused);
}

function Preview({ job }: { readonly job: Job }) {
  const can = useCan();
  const logs = can("logs", job);
  const params = { jobId: job.id };
  const reason = rowReason(job);
  return (
    <>
      <p className={classes.state} role="status">
        <StatusBadge status={job.status} />
        <IdleMark job={job} />
        {reason !== undefined && <span className={classes.reason}>{reason}</span>}
      </p>
      <div className={classes.buttons}>
        <Button
          renderRoot={(props) => <Link to={routes.job} params={params} {...props} />}
          variant="default"
          size="xs"
          leftSection={<IconExternalLink size={14} aria-hidden />}
        >
          Open
        </Button>
        {!isFinished(job.status) && (
          <Button
            renderRoot={(props) => <Link to={routes.jobTerminal} params={params} {...props} />}
            variant="default"
            size="xs"
            leftSection={<IconTerminal2 size={14} aria-hidden />}
            {...disabledProps(can("exec", job))}
          >
            Terminal
          </Button>
        )}
        <RerunButton job={job} />
        <KillButton job={job} />
      </div>
      <Facts job={job} />
      <div className={classes.log}>
        {logs.allowed ? (
          <Suspense>
            <LogPanel key={job.id} jobs={[job]} />
          </Suspense>
        ) : (
          <p className={classes.missing}>{logs.reason}</p>
        )}
      </div>
    </>
  );
}

function Facts({ job }: { readonly job: Job }) {
  const { history, container } = job;
  return (
    <dl className={classes.facts}>
      <IdFact job={job} />
      <Fact label="Owner">{job.projectName ? `${job.owner} · ${job.projectName}` : job.owner}</Fact>
      <Fact label="Resources">
        {[job.presetName, resourceWords(container.resources)].filter((part) => part !== undefined).join(" · ")}
      </Fact>
      <Fact label="Image">
        <span className="jd-mono">{container.image}</span>
      </Fact>
      {container.command !== undefined && (
        <Fact label="Command">
          <code className={`jd-mono ${classes.command}`}>{container.command}</code>
        </Fact>
      )}
      {job.tags.length > 0 && <Fact label="Tags">{job.tags.join(", ")}</Fact>}
      <TimeFacts
        job={job}
        after={
          job.lifeSpanSeconds !== undefined &&
          history.finishedAtMs === undefined && (
            <>
              , <LifeSpanLeft job={job} /> left
            </>
          )
        }
      />
      {job.status === "running" && (
        <Fact label="Usage">
          <JobUsage job={job} />
        </Fact>
      )}
      <CostFact job={job} />
    </dl>
  );
}
