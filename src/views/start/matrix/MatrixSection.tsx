import { TextInput } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { priceWords } from "../presetWords.ts";
import page from "../StartPage.module.css";
import classes from "./Matrix.module.css";
import { MatrixProgress } from "./MatrixProgress.tsx";
import type { PlannedCell } from "./matrixPlan.ts";
import { MATRIX_INPUT_ID, type MatrixState } from "./useMatrix.ts";

/** So many of the jobs are shown beforehand. */
const PREVIEWED = 4;

/** Many jobs from one form: what differs between them, what they would be, and how far starting them has come. */
export function MatrixSection({ matrix }: { readonly matrix: MatrixState }) {
  const { text, setText, plan, run } = matrix;
  const [isOpen, setIsOpen] = useState(text !== "" || run !== undefined);
  const isWrong = plan.status === "wrong";
  return (
    <details
      className={page.section}
      open={isOpen || isWrong}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary className={page.fold}>
        <IconChevronRight className={page.chevron} size={16} aria-hidden />
        <h2 className={page.sectionTitle}>Many at once</h2>
        <span className={page.foldHint}>
          {plan.status === "ready" ? matrix.startLabel : "a job for every combination of values"}
        </span>
      </summary>
      <div className={page.folded}>
        <TextInput
          id={MATRIX_INPUT_ID}
          label="Matrix"
          placeholder="lr={0.1,0.01} seed={1..5}"
          inputWrapperOrder={["label", "description", "error", "input"]}
          description={
            isWrong
              ? undefined
              : "Write {lr} into the command, a variable or the description; what stands nowhere becomes a variable."
          }
          error={isWrong ? plan.reason : undefined}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          classNames={{ input: "jd-mono" }}
        />
        <div role="status" aria-label="Jobs of the matrix" className={classes.price}>
          {plan.status === "ready" && countWords(plan.cells.length, matrix.creditsPerHour)}
        </div>
        {plan.status === "ready" && <Preview cells={plan.cells} />}
        {run && <MatrixProgress run={run} onRetry={matrix.retry} />}
      </div>
    </details>
  );
}

function countWords(count: number, creditsPerHour: number | undefined): string {
  const jobs = `${count} ${count === 1 ? "job" : "jobs"}`;
  return creditsPerHour === undefined ? jobs : `${jobs} · ${priceWords(creditsPerHour)} while all of them run`;
}

function Preview({ cells }: { readonly cells: readonly PlannedCell[] }) {
  const more = cells.length - PREVIEWED;
  return (
    <div>
      <ol className={classes.cells} aria-label="The first jobs">
        {cells.slice(0, PREVIEWED).map(({ label, request }) => (
          <li key={label} className={classes.cell}>
            <span className={classes.label}>{request.name ? `${request.name}: ${label}` : label}</span>
            <span className={`jd-mono ${classes.command}`}>{request.command ?? "the image's own command"}</span>
          </li>
        ))}
      </ol>
      {more > 0 && <p className={classes.more}>and {more} more</p>}
    </div>
  );
}
