import { Button, Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { routes } from "../../../paths.ts";
import classes from "./Matrix.module.css";
import { countOf, dismissMatrix, isUnderWay, stopMatrix, type MatrixRun } from "./matrixRun.ts";

export interface MatrixProgressProps {
  readonly run: MatrixRun;
  readonly onRetry: () => void;
}

/** How far starting many jobs has come, what of it failed and why, and what can be done about it. */
export function MatrixProgress({ run, onRetry }: MatrixProgressProps) {
  const [started, total] = [countOf(run, "started"), run.cells.length];
  const isBusy = isUnderWay(run);
  return (
    <section className={classes.progress} aria-label="Starting many jobs">
      <p className={classes.state} role="status">
        {stateWords(run)}
      </p>
      <Progress.Root size={6} transitionDuration={100}>
        <Progress.Section value={(started / total) * 100} aria-label="Jobs started" />
      </Progress.Root>
      <Failures run={run} />
      <div className={classes.buttons}>
        {isBusy && (
          <Button variant="default" size="xs" onClick={stopMatrix} disabled={run.phase === "stopping"}>
            Stop
          </Button>
        )}
        {!isBusy && started < total && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {countOf(run, "failed") > 0 ? "Try again" : "Go on"}
          </Button>
        )}
        {started > 0 && (
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => <Link to={routes.jobs} search={{ q: `tag:${run.tag}` }} {...props} />}
          >
            Show the jobs
          </Button>
        )}
        {!isBusy && (
          <Button size="xs" variant="subtle" color="gray" onClick={dismissMatrix}>
            Close
          </Button>
        )}
      </div>
    </section>
  );
}

function stateWords(run: MatrixRun): string {
  const [started, failed, total] = [countOf(run, "started"), countOf(run, "failed"), run.cells.length];
  const left = total - started - failed;
  const failures = failed > 0 ? `, ${failed} failed` : "";
  if (run.phase === "running") return `Starting: ${started} of ${total} started${failures}`;
  if (run.phase === "stopping") return `Stopping: ${started} of ${total} started${failures}`;
  return `${started} of ${total} started${failures}${left > 0 ? `, ${left} not begun` : ""}`;
}

function Failures({ run }: { readonly run: MatrixRun }) {
  const failed = run.cells.flatMap(({ label, request, state }) =>
    state.status === "failed" ? [{ label, name: request.name, reason: state.reason }] : [],
  );
  if (failed.length === 0) return null;
  return (
    <ul className={classes.failures} aria-label="Not started">
      {failed.map(({ label, name, reason }) => (
        <li key={label}>
          <span className={classes.label}>{name ? `${name}: ${label}` : label}</span>
          <span className={classes.reason}>{reason}</span>
        </li>
      ))}
    </ul>
  );
}
