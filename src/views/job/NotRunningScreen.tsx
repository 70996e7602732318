import type { ReactNode } from "react";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { jobSentence } from "../../components/logs/jobSentence.ts";

export interface NotRunningScreenProps {
  readonly job: Job;
  readonly icon: ReactNode;
  /** What will be here once the job runs, as a sentence. */
  readonly before: string;
  /** Why there is nothing any more, as a sentence. */
  readonly after: string;
}

/** Stands in for what only a running job has: says why it waits or how it ended. */
export function NotRunningScreen({ job, icon, before, after }: NotRunningScreenProps) {
  const hasEnded = isFinished(job.status);
  return (
    <MessageScreen icon={icon} title={hasEnded ? "The job has ended" : "The job has not started yet"}>
      <p>{jobSentence(job)}</p>
      <p>{hasEnded ? after : before}</p>
    </MessageScreen>
  );
}
