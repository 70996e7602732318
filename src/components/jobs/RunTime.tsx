import { isFinished } from "../../../contract/status.ts";
import { formatElapsed, type Timed } from "../../lib/elapsed.ts";
import { ranForMs } from "../../lib/ranForMs.ts";
import { useTickingText } from "./clock.ts";

/** How long a job has run, ticking while it runs: "4m 10s"; a dash before it starts. */
export function RunTime({ job }: { readonly job: Timed }) {
  const text = useTickingText((nowMs) => {
    const elapsedMs = ranForMs(job, nowMs);
    return elapsedMs === undefined ? "–" : formatElapsed(elapsedMs);
  }, !isFinished(job.status));
  return <span className="jd-num">{text}</span>;
}
