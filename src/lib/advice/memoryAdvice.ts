import type { Job } from "../../../contract/job.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import type { Advice, AdviceContext } from "./advice.ts";
import { momentsOf, type Observed } from "./observed.ts";
import { presetFor } from "./presetFor.ts";
import { sinceWords } from "./words.ts";

/** From this share of its memory on a job may be ended at any moment for having too little. */
const NEAR_LIMIT_SHARE = 0.9;
/** What counts is the last so many milliseconds. */
export const NEAR_LIMIT_MS = 5 * 60_000;
/** The preset that would do has so much more. */
const ROOM_FACTOR = 1.25;

/** Memory that is nearly used up. */
export function memoryAdvice(job: Job, observed: Observed, { presets, nowMs }: AdviceContext): Advice | undefined {
  const limitBytes = job.container.resources.memoryBytes;
  const moments = momentsOf(observed, observed.memoryBytes);
  const lastMs = moments.at(-1)?.timeMs;
  if (lastMs === undefined || limitBytes <= 0) return undefined;
  const near = moments.filter(
    ({ timeMs, value }) => timeMs > lastMs - NEAR_LIMIT_MS && value >= limitBytes * NEAR_LIMIT_SHARE,
  );
  const peak = near.reduce((highest, moment) => (moment.value > highest.value ? moment : highest), near[0] ?? NOTHING);
  const [first] = near;
  if (!first) return undefined;
  const percent = Math.round((peak.value / limitBytes) * 100);
  return {
    kind: "memory",
    title: `Memory at ${percent} % of its limit`,
    evidence:
      `It peaked at ${formatBytes(peak.value)} of ${formatBytes(limitBytes)} at ${sinceWords(peak.timeMs, nowMs)}. ` +
      "A job that needs more than its limit is ended (OOMKilled).",
    sinceMs: first.timeMs,
    preset: presetFor(job, { cpu: job.container.resources.cpu, memoryBytes: limitBytes * ROOM_FACTOR }, presets),
  };
}

const NOTHING = { timeMs: 0, value: 0 };
