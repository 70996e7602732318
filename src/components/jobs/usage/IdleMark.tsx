import { IconZzz } from "@tabler/icons-react";
import type { Job } from "../../../../contract/job.ts";
import { formatElapsed } from "../../../lib/elapsed.ts";
import { useTickingText } from "../clock.ts";
import classes from "./JobUsage.module.css";

/** Marks a running job that has held its GPU or its processors for long without using them. */
export function IdleMark({ job }: { readonly job: Job }) {
  return job.idle ? <Mark idle={job.idle} /> : null;
}

function Mark({ idle }: { readonly idle: NonNullable<Job["idle"]> }) {
  // An idle GPU costs more than idle processors, and most jobs that hold one use few processors anyway.
  const [what, sinceMs] = idle.gpuSinceMs === undefined ? ["CPU", idle.cpuSinceMs] : ["GPU", idle.gpuSinceMs];
  const text = useTickingText((nowMs) => formatElapsed(nowMs - (sinceMs ?? nowMs)));
  return (
    <span className={classes.idle} title={`Its ${what} has been idle for ${text}. Does it still need it?`}>
      <IconZzz size={12} aria-hidden />
      <span>
        {what} idle {text}
      </span>
    </span>
  );
}
