import { create } from "zustand";
import { useSession } from "./session.ts";

/** What can be done with many jobs at once. */
export type BulkAction = "kill" | "rerun" | "delete";

/** A job that was left out or could not be done, and why. */
export interface BulkNote {
  readonly jobId: string;
  /** What people call the job. */
  readonly label: string;
  readonly reason: string;
}

/** One action on many jobs, as far as it is. */
export interface BulkRun {
  readonly id: number;
  readonly action: BulkAction;
  readonly total: number;
  readonly doneCount: number;
  /** Jobs whose state had changed by the time it was their turn. */
  readonly skipped: readonly BulkNote[];
  readonly failed: readonly BulkNote[];
  /** "stopping" still waits for what was under way. */
  readonly state: "running" | "stopping" | "stopped" | "finished";
}

/** All runs that were not dismissed yet, oldest first. They live apart from any page. */
export const useBulkRuns = create<{ readonly runs: readonly BulkRun[] }>(() => ({ runs: [] }));

let lastId = 0;

// What one user began is not the next one's.
useSession.subscribe((session, before) => {
  if (session.status === before.status) return;
  useBulkRuns.setState({ runs: [] });
});

/** Begins nothing more; what is under way comes to its end. */
export function stopBulkRun(id: number): void {
  updateRun(id, (run) => (run.state === "running" ? { ...run, state: "stopping" } : run));
}

/** Puts a run on the screen. @returns its id */
export function addRun(action: BulkAction, total: number): number {
  const id = ++lastId;
  const run: BulkRun = { id, action, total, doneCount: 0, skipped: [], failed: [], state: "running" };
  useBulkRuns.setState(({ runs }) => ({ runs: [...runs, run] }));
  return id;
}

/** Takes a run that is over off the screen. */
export function dismissBulkRun(id: number): void {
  useBulkRuns.setState(({ runs }) => ({ runs: runs.filter((run) => run.id !== id) }));
}

/** A run as it is now; undefined once it was dismissed. */
export function runOf(id: number): BulkRun | undefined {
  return useBulkRuns.getState().runs.find((run) => run.id === id);
}

/** Changes a run; does nothing once it was dismissed. */
export function updateRun(id: number, change: (run: BulkRun) => BulkRun): void {
  useBulkRuns.setState(({ runs }) => ({ runs: runs.map((run) => (run.id === id ? change(run) : run)) }));
}
