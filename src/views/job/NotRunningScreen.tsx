import type { ReactNode } from "react";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { jobStatusWords } from "../../lib/reasons.ts";

export interface NotRunningScreenProps {
  readonly job: Job;
  readonly icon: ReactNode;
  /** What cannot be shown and why, as a sentence: "A terminal needs a running job." */
  readonly what: string;
}

/** Stands in for what only a running job has: says why it waits or how it ended. */
export function NotRunningScreen({ job, icon, what }: NotRunningScreenProps) {
  const { title, detail } = jobStatusWords(job);
  const state = detail === undefined ? title : `${title}: ${detail}`;
  return (
    <MessageScreen icon={icon} title={isFinished(job.status) ? "The job has ended" : "The job has not started yet"}>
      <p>{state.replace(/[^.!?]$/, "$&.")}</p>
      <p>{isFinished(job.status) ? what : `${what} It opens here as soon as the job runs.`}</p>
    </MessageScreen>
  );
}
