import { create } from "zustand";
import { persist } from "zustand/middleware";
import { useSession } from "./session.ts";

/** Which jobs the user wants to hear about, kept in this browser. */
export interface Watch {
  /** All jobs of one's own. */
  readonly mine: boolean;
  /** Single ones, the latest last. */
  readonly jobIds: readonly string[];
}

/** Each is asked about by itself. */
const MOST_JOBS = 30;

export const useWatch = create<Watch>()(persist((): Watch => ({ mine: false, jobIds: [] }), { name: "jobdeck.watch" }));

// Whoever leaves wants to hear no more, and the next one never did; a token that was refused is another matter.
useSession.subscribe((session) => {
  if (session.status === "signed-out" && session.reason === "signed-out")
    useWatch.setState({ mine: false, jobIds: [] });
});

export function watchMine(mine: boolean): void {
  useWatch.setState({ mine });
}

/** Watches a job, or no longer; beyond thirty the one watched for longest is let go. */
export function watchJob(jobId: string, isWatched: boolean): void {
  useWatch.setState(({ jobIds }) => {
    const others = jobIds.filter((id) => id !== jobId);
    return { jobIds: isWatched ? [...others, jobId].slice(-MOST_JOBS) : others };
  });
}
