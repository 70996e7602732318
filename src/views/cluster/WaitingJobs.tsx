import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { useTickingText } from "../../components/jobs/clock.ts";
import { formatElapsed } from "../../lib/elapsed.ts";
import { jobStatusWords } from "../../lib/reasons.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { routes } from "../../paths.ts";
import classes from "./Cluster.module.css";
import { Panel } from "./Panel.tsx";
import type { ClusterView } from "./useCluster.ts";

const MOST_SHOWN = 6;

/** Who waits, in which place and for what. */
export function WaitingJobs({ view }: { readonly view: ClusterView }) {
  const { queue, queueLength, state } = view;
  const hidden = queueLength - Math.min(queue.length, MOST_SHOWN);
  const note = state
    ? queue.length > 0
      ? "first in line first"
      : undefined
    : "oldest first: this platform does not tell the order";
  return (
    <Panel title="Waiting" note={note}>
      {queue.length === 0 ? (
        <p className={classes.nothing}>
          Nobody waits: whatever is started now starts at once where there is room for it.
        </p>
      ) : (
        <ol className={classes.queue}>
          {queue.slice(0, MOST_SHOWN).map((job, index) => (
            <WaitingJob key={job.id} job={job} place={index + 1} />
          ))}
        </ol>
      )}
      {hidden > 0 && (
        <Link to={routes.jobs} search={{ q: "is:waiting" }} className={classes.more}>
          and {hidden} more
        </Link>
      )}
    </Panel>
  );
}

function WaitingJob({ job, place }: { readonly job: Job; readonly place: number }) {
  const sinceMs = job.transitions.at(-1)?.transitionTimeMs ?? job.history.createdAtMs;
  const waited = useTickingText((nowMs) => formatElapsed(nowMs - sinceMs));
  const { title, detail } = jobStatusWords(job);
  return (
    <li className={classes.queued}>
      <span className={`jd-num ${classes.place}`}>{place}</span>
      <div className={classes.queuedText}>
        <Link to={routes.job} params={{ jobId: job.id }} className={classes.link}>
          {jobLabel(job)}
        </Link>{" "}
        <span className={classes.muted}>
          {[job.owner, job.presetName, job.priority === "normal" ? undefined : `${job.priority} priority`]
            .filter((word) => word !== undefined)
            .join(" · ")}
        </span>
        <p className={classes.why}>{detail ?? title}</p>
      </div>
      <span className={`jd-num ${classes.muted}`}>{waited}</span>
    </li>
  );
}
