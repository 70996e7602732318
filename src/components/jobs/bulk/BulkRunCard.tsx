import { Button, CloseButton, Progress } from "@mantine/core";
import { useState } from "react";
import { dismissBulkRun, stopBulkRun, type BulkNote, type BulkRun } from "../../../state/bulkRuns.ts";
import classes from "./BulkTray.module.css";
import { runWords } from "./bulkWords.ts";

/** The runs as a stack of cards. */
export default function BulkRunCards({ runs }: { readonly runs: readonly BulkRun[] }) {
  return (
    <section className={classes.tray} aria-label="Actions on many jobs">
      {runs.map((run) => (
        <BulkRunCard key={run.id} run={run} />
      ))}
    </section>
  );
}

function BulkRunCard({ run }: { readonly run: BulkRun }) {
  const isOver = run.state === "finished" || run.state === "stopped";
  const words = runWords(run);
  const processed = run.doneCount + run.skipped.length + run.failed.length;
  return (
    <div className={classes.card} data-failed={run.failed.length > 0 || undefined}>
      <div className={classes.line}>
        {/* What is said aloud is the end: a number a second would drown everything else. */}
        <span className={`jd-num ${classes.words}`} role="status" aria-live={isOver ? "polite" : "off"}>
          {words}
        </span>
        {isOver ? (
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => dismissBulkRun(run.id)} />
        ) : (
          <Button
            variant="default"
            size="compact-xs"
            disabled={run.state === "stopping"}
            onClick={() => stopBulkRun(run.id)}
          >
            Stop
          </Button>
        )}
      </div>
      {!isOver && (
        <Progress
          size="xs"
          value={(processed / run.total) * 100}
          transitionDuration={100}
          aria-label="Jobs done"
          className={classes.progress}
        />
      )}
      <Notes title="Failed" notes={run.failed} />
      <Notes title="Skipped" notes={run.skipped} />
    </div>
  );
}

const SHOWN_AT_FIRST = 3;

function Notes({ title, notes }: { readonly title: string; readonly notes: readonly BulkNote[] }) {
  const [showsAll, setShowsAll] = useState(false);
  if (notes.length === 0) return null;
  const shown = showsAll ? notes : notes.slice(0, SHOWN_AT_FIRST);
  return (
    <div className={classes.notes}>
      <h2 className={classes.notesTitle}>{title}</h2>
      <ul className={classes.list} tabIndex={showsAll ? 0 : undefined} aria-label={title}>
        {shown.map((note) => (
          <li key={note.jobId}>
            <span className={classes.label}>{note.label}</span> {note.reason}
          </li>
        ))}
      </ul>
      {notes.length > shown.length && (
        <button type="button" className={classes.more} onClick={() => setShowsAll(true)}>
          {(notes.length - shown.length).toLocaleString("en")} more
        </button>
      )}
    </div>
  );
}
