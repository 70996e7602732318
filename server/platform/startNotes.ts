import type { StartProgress } from "../engines/engine.ts";

/** How often who watches a job hears of a start's progress at most. */
const QUIET_MS = 500;

/** What starts that take long are doing at this moment: shown in place of what is stored, and never stored. */
export interface StartNotes {
  set(jobId: string, progress: StartProgress | undefined): void;
  of(jobId: string): StartProgress | undefined;
}

/** @param changed told of a job whose note has changed, not for every percent */
export function createStartNotes(changed: (jobId: string) => void, nowMs: () => number): StartNotes {
  const notes = new Map<string, { progress: StartProgress; toldAtMs: number }>();
  return {
    of: (jobId) => notes.get(jobId)?.progress,
    set(jobId, progress) {
      const known = notes.get(jobId);
      if (progress === undefined) {
        notes.delete(jobId);
        return;
      }
      const isDue = known?.progress.reason !== progress.reason || nowMs() - known.toldAtMs >= QUIET_MS;
      notes.set(jobId, { progress, toldAtMs: isDue ? nowMs() : known.toldAtMs });
      if (isDue) changed(jobId);
    },
  };
}
