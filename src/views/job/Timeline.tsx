import { Button } from "@mantine/core";
import { useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { RelativeTime } from "../../components/jobs/RelativeTime.tsx";
import { StatusIcon } from "../../components/jobs/StatusBadge.tsx";
import { reasonBeside } from "../../components/logs/jobSentence.ts";
import { formatElapsed } from "../../lib/elapsed.ts";
import { exitCodeWords, statusLabel, statusWords } from "../../lib/reasons.ts";
import { Section } from "./Facts.tsx";
import classes from "./Overview.module.css";
import { timelineOf, type TimelineEntry } from "./transitions.ts";

/** A job that restarts all the time has thousands; the latest say most. */
const SHOWN_AT_FIRST = 20;

/** What happened to a job and when, latest first. */
export function Timeline({ job }: { readonly job: Job }) {
  const [showsAll, setShowsAll] = useState(false);
  const entries = timelineOf(job);
  if (entries.length === 0) return null;
  const shown = showsAll ? entries : entries.slice(0, SHOWN_AT_FIRST);
  return (
    <Section title="History">
      <ol className={classes.timeline} reversed start={entries.length}>
        {shown.map((entry, index) => (
          <Transition key={entries.length - index} entry={entry} />
        ))}
      </ol>
      {shown.length < entries.length && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setShowsAll(true)}>
          Show all {entries.length}
        </Button>
      )}
    </Section>
  );
}

function Transition({ entry: { item, lastedMs } }: { readonly entry: TimelineEntry }) {
  const label = statusLabel(item.status);
  const { title, detail } = statusWords(item);
  const reason = reasonBeside(label, title);
  const exitCode = item.exitCode === undefined ? undefined : exitCodeWords(item.exitCode);
  const saysCode = exitCode === undefined || reason?.toLowerCase().includes(exitCode.toLowerCase());
  const notes = [reason, detail, saysCode ? undefined : exitCode].filter((note) => note !== undefined);
  return (
    <li className={classes.transition}>
      <span className={classes.mark}>
        <StatusIcon status={item.status} />
      </span>
      <span className={classes.what}>
        <span className={classes.status}>{label}</span>
        {notes.map((note) => (
          <span key={note} className={classes.note}>
            {note}
          </span>
        ))}
      </span>
      <span className={classes.when}>
        {lastedMs !== undefined && (
          <span className="jd-num jd-muted">for {lastedMs < 1000 ? "< 1s" : formatElapsed(lastedMs)}</span>
        )}
        <RelativeTime timeMs={item.transitionTimeMs} />
      </span>
    </li>
  );
}
