import type { ReactNode } from "react";
import type { Job } from "../../../contract/job.ts";
import { creditsText } from "../../lib/credits.ts";
import { shortId } from "../../lib/shortId.ts";
import { CopyText } from "./CopyText.tsx";
import { RelativeTime } from "./RelativeTime.tsx";
import { RunTime } from "./RunTime.tsx";

export interface FactProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** One thing to know, in a list of them. */
export function Fact({ label, children }: FactProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The short id; the whole one is copied. */
export function IdFact({ job }: { readonly job: Job }) {
  return (
    <Fact label="Id">
      <CopyText value={job.id} text={shortId(job.id)} what="the id" />
    </Fact>
  );
}

/**
 * When a job was created and how long it has run.
 * @param after what there is to say beside the run time
 */
export function TimeFacts({ job, after }: { readonly job: Job; readonly after?: ReactNode }) {
  return (
    <>
      <Fact label="Created">
        <RelativeTime timeMs={job.history.createdAtMs} />
      </Fact>
      {job.history.startedAtMs !== undefined && (
        <Fact label="Run time">
          <RunTime job={job} />
          {after}
        </Fact>
      )}
    </>
  );
}

/** What a job has cost so far; nothing where that is nothing. */
export function CostFact({ job }: { readonly job: Job }) {
  if (job.totalPriceCredits <= 0) return null;
  return (
    <Fact label="Cost">
      <span className="jd-num">{creditsText(job.totalPriceCredits)}</span>
    </Fact>
  );
}
