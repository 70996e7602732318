import type { Job } from "../../../contract/job.ts";
import { formatElapsed } from "../elapsed.ts";
import type { Advice } from "./advice.ts";
import { momentsOf, watchedMs, type Observed } from "./observed.ts";
import { sinceWords } from "./words.ts";

/** Below this share of its time, in percent, a GPU counts as idle. */
const IDLE_GPU_PERCENT = 5;
/** For so long at least. */
export const IDLE_GPU_MS = 10 * 60_000;
/** Judged by the mean of so long a time: a heartbeat now and then is no work. */
const STRETCH_MS = 60_000;

/** A GPU that is held and not used. */
export function gpuAdvice(job: Job, observed: Observed): Advice | undefined {
  const moments = momentsOf(observed, observed.gpuDutyPercent);
  const last = moments.at(-1);
  if (!last) return fromPlatform(job);
  const endMs = last.timeMs + observed.stepMs;
  let idle: typeof moments = [];
  for (let untilMs = endMs; ; untilMs -= STRETCH_MS) {
    const stretch = moments.filter(({ timeMs }) => timeMs >= untilMs - STRETCH_MS && timeMs < untilMs);
    const mean = stretch.reduce((sum, { value }) => sum + value, 0) / stretch.length;
    if (stretch.length === 0 || mean >= IDLE_GPU_PERCENT) break;
    idle = [...stretch, ...idle];
  }
  const [first] = idle;
  const idleMs = watchedMs(idle, observed.stepMs);
  if (!first || idleMs < IDLE_GPU_MS) return undefined;
  const mean = idle.reduce((sum, { value }) => sum + value, 0) / idle.length;
  return {
    kind: "gpu-idle",
    title: `GPU idle for ${formatElapsed(idleMs)}`,
    evidence:
      `${round(mean)} % of its time on average since ${sinceWords(first.timeMs, endMs)}. ` +
      "If it waits for nothing, end it: others may need the GPU.",
    sinceMs: first.timeMs,
  };
}

/** What the platform says of jobs that idle, where nothing was measured here for long enough. */
function fromPlatform(job: Job): Advice | undefined {
  const sinceMs = job.idle?.gpuSinceMs;
  if (sinceMs === undefined) return undefined;
  return {
    kind: "gpu-idle",
    title: "GPU idle",
    evidence: `Less than ${IDLE_GPU_PERCENT} % of its time since ${sinceWords(sinceMs, Date.now())}, as the platform says.`,
    sinceMs,
  };
}

function round(percent: number): string {
  return percent < 1 ? percent.toFixed(1) : String(Math.round(percent));
}
