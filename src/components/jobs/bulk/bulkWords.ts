import type { BulkAction, BulkRun } from "../../../state/bulkRuns.ts";

interface Words {
  /** "Kill 3 jobs" */
  readonly ask: string;
  /** "Killing 2 of 3 jobs" */
  readonly going: string;
  /** "3 jobs killed" */
  readonly done: string;
}

const WORDS: Readonly<Record<BulkAction, Words>> = {
  kill: { ask: "Kill", going: "Killing", done: "killed" },
  rerun: { ask: "Run again", going: "Starting", done: "started" },
  delete: { ask: "Delete", going: "Deleting", done: "deleted" },
};

/** "1 job", "12 jobs". */
export function jobsCount(count: number): string {
  return `${count.toLocaleString("en")} job${count === 1 ? "" : "s"}`;
}

/** What is asked for, on a button: "Kill 3 jobs", "Run 3 jobs again". */
export function askWords(action: BulkAction, count: number): string {
  return action === "rerun" ? `Run ${jobsCount(count)} again` : `${WORDS[action].ask} ${jobsCount(count)}`;
}

/** How a run goes or went: "Killing 5 of 12 jobs", "12 jobs killed, 1 failed, 2 skipped". */
export function runWords(run: BulkRun): string {
  const { action, total, doneCount, skipped, failed, state } = run;
  const processed = doneCount + skipped.length + failed.length;
  if (state === "running") return `${WORDS[action].going} ${processed.toLocaleString("en")} of ${jobsCount(total)}`;
  if (state === "stopping") return "Stopping …";
  const parts = [`${jobsCount(doneCount)} ${WORDS[action].done}`];
  if (failed.length > 0) parts.push(`${failed.length.toLocaleString("en")} failed`);
  if (skipped.length > 0) parts.push(`${skipped.length.toLocaleString("en")} skipped`);
  if (state === "stopped") parts.push(`stopped before ${(total - processed).toLocaleString("en")} more`);
  return parts.join(", ");
}
