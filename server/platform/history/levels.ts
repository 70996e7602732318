/** One of the grains in which telemetry is kept. */
export interface Level {
  readonly stepSeconds: number;
  /** How long it is kept. */
  readonly keptSeconds: number;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Whoever asks for the last hour gets it, although his clock differs a little and the question takes its time. */
const GRACE = 5 * 60;

/** Finest first: a second for an hour, ten seconds for a day, a minute for thirty days. */
export const LEVELS: readonly Level[] = [
  { stepSeconds: 1, keptSeconds: HOUR + GRACE },
  { stepSeconds: 10, keptSeconds: DAY },
  { stepSeconds: 60, keptSeconds: 30 * DAY },
];

/** Steps that are stored together. */
export const CHUNK_STEPS = 60;

/** Seconds that one chunk covers. */
export function chunkSeconds({ stepSeconds }: Level): number {
  return stepSeconds * CHUNK_STEPS;
}

/**
 * The finest grain that still knows a span of time and answers it in at most so many steps; the coarsest where none
 * does.
 */
export function levelFor(sinceS: number, untilS: number, nowS: number, maxSteps: number): Level {
  const fits = LEVELS.find(
    ({ stepSeconds, keptSeconds }) =>
      nowS - sinceS <= keptSeconds && stepsTouched(sinceS, untilS, stepSeconds) <= maxSteps,
  );
  return fits ?? (LEVELS.at(-1) as Level);
}

/** How many steps of the grain have to be put together so that a span is answered in at most so many. */
export function groupFor(sinceS: number, untilS: number, { stepSeconds }: Level, maxSteps: number): number {
  let group = Math.max(1, Math.floor((untilS - sinceS) / stepSeconds / maxSteps));
  while (stepsTouched(sinceS, untilS, stepSeconds * group) > maxSteps && stepSeconds * group < untilS) group += 1;
  return group;
}

/** Steps begin at whole multiples of their length: a span touches more of them than its own length has room for. */
function stepsTouched(sinceS: number, untilS: number, stepSeconds: number): number {
  return Math.floor(untilS / stepSeconds) - Math.floor(sinceS / stepSeconds) + 1;
}
