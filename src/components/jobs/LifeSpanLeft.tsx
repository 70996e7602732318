import type { Job } from "../../../contract/job.ts";
import { isRunning } from "../../../contract/status.ts";
import { formatElapsed } from "../../lib/elapsed.ts";
import { lifeSpanLeftMs } from "../../lib/lifeSpan.ts";
import { useTickingText } from "./clock.ts";

/** How much longer a job may run, ticking while it runs; a dash where there is no end. */
export function LifeSpanLeft({ job }: { readonly job: Job }) {
  const text = useTickingText((nowMs) => {
    const leftMs = lifeSpanLeftMs(job, nowMs);
    return leftMs === undefined ? "–" : formatElapsed(leftMs);
  }, isRunning(job.status));
  return <span className="jd-num">{text}</span>;
}
