import type { Job } from "../../../contract/job.ts";
import type { Advice, AdviceContext } from "./advice.ts";
import { momentsOf, watchedMs, type Observed } from "./observed.ts";
import { presetFor } from "./presetFor.ts";
import { coresText, sinceWords } from "./words.ts";

/** Who uses less than this share of the cores that he holds asks for far too many. */
const FEW_CPUS_SHARE = 0.25;
/** It must have been watched for so long. */
export const FEW_CPUS_MS = 5 * 60_000;
/** So much of the past counts. */
const SPAN_MS = 60 * 60_000;
/** Nearly all of the time: what a program does for a moment as it starts needs no cores of its own. */
const QUANTILE = 0.95;
/** Less than this is not worth asking for. */
const FEWEST_CPUS = 0.5;
/** The preset that would do has so much more than was ever used. */
const ROOM_FACTOR = 1.25;

/** Far fewer processors used than asked for. */
export function cpuAdvice(job: Job, observed: Observed, { presets, nowMs }: AdviceContext): Advice | undefined {
  const { cpu: asked } = job.container.resources;
  const all = momentsOf(observed, observed.cpu);
  const moments = all.filter(({ timeMs }) => timeMs > (all.at(-1)?.timeMs ?? 0) - SPAN_MS);
  const [first] = moments;
  if (!first || asked < FEWEST_CPUS || watchedMs(moments, observed.stepMs) < FEW_CPUS_MS) return undefined;
  const sorted = moments.map(({ value }) => value).sort((a, b) => a - b);
  const used = sorted[Math.ceil(sorted.length * QUANTILE) - 1] ?? 0;
  if (used >= asked * FEW_CPUS_SHARE) return undefined;
  const memory = momentsOf(observed, observed.memoryBytes).map(({ value }) => value);
  const needs = {
    cpu: (sorted.at(-1) ?? used) * ROOM_FACTOR,
    memoryBytes: memory.reduce((highest, value) => Math.max(highest, value), 0) * ROOM_FACTOR,
  };
  return {
    kind: "cpu",
    title: `Uses ${coresText(used)} of ${coresText(asked)} ${asked === 1 ? "core" : "cores"}`,
    evidence:
      `In 95 % of the time since ${sinceWords(first.timeMs, nowMs)} at most ${coresText(used)} cores ` +
      `(${Math.round((used / asked) * 100)} %), never more than ${coresText(sorted.at(-1) ?? used)}.`,
    sinceMs: first.timeMs,
    preset: presetFor(job, needs, presets, asked),
  };
}
