/** A value axis from zero: its marks, the last of which is its end. */
export interface ValueAxis {
  readonly ticks: readonly number[];
  readonly top: number;
  /** Whether the limit is on the axis; it is left out where it would press the line to the floor. */
  readonly showsLimit: boolean;
}

/** Below this share of its limit a line would not be told from zero. */
const SMALLEST_SHARE = 0.1;
const TICK_COUNT = 4;
const KIBI = 1024;

/**
 * An axis with round marks that changes seldom while values wander.
 * @param unit "binary" rounds in KiB, MiB, GiB as sizes are written; "decimal" in 1, 2 and 5
 * @param floor the axis never ends below this, so that noise near zero does not fill the chart
 */
export function valueAxis(
  peak: number,
  limit: number | undefined,
  unit: "binary" | "decimal",
  floor: number,
): ValueAxis {
  const showsLimit = limit !== undefined && limit > 0 && peak >= limit * SMALLEST_SHARE;
  const reach = Math.max(peak, showsLimit ? limit : 0, floor);
  const scale = unit === "binary" ? KIBI ** Math.max(0, Math.floor(Math.log2(reach) / 10)) : 1;
  const step = roundStep(reach / scale / TICK_COUNT, unit) * scale;
  const count = Math.max(1, Math.ceil(reach / step - 1e-9));
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  return { ticks, top: ticks.at(-1) ?? step, showsLimit };
}

/** The axis to draw: the one that is drawn as long as what it shows has room and does not shrink to half of it. */
export function steadyAxis(drawn: ValueAxis, fitting: ValueAxis): ValueAxis {
  return fitting.top <= drawn.top && fitting.top > drawn.top / 2 ? drawn : fitting;
}

/** The smallest round number that is at least `step`. */
function roundStep(step: number, unit: "binary" | "decimal"): number {
  const magnitude = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * magnitude >= step * (1 - 1e-9)) ?? 10;
  const rounded = factor * magnitude;
  // 250 GiB reads well, 1000 MiB does not: close to the next unit, powers of two are the round numbers.
  return unit === "binary" && rounded > 100 ? 2 ** Math.ceil(Math.log2(step)) : rounded;
}

/** How far before the axis's end a mark is: "−3 min", "−15 s", "now". */
export function formatAge(ageMs: number): string {
  const seconds = Math.round(ageMs / 1000);
  if (seconds === 0) return "now";
  return seconds % 60 === 0 ? `−${seconds / 60} min` : `−${seconds} s`;
}
