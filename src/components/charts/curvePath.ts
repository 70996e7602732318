import type { Stretch } from "../../lib/telemetry/buckets.ts";
import type { PlotArea } from "./plotGeometry.ts";

/** What the plot shows: a span of time from left to right, and values from 0 to `top`. */
export interface CurveScale {
  readonly area: PlotArea;
  readonly fromMs: number;
  readonly toMs: number;
  readonly top: number;
}

/** The data of SVG paths. */
export interface CurvePaths {
  /** The means. */
  readonly line: string;
  /** What is under the line. */
  readonly fill: string;
  /** From the lowest to the highest, where they are apart. */
  readonly band: string;
}

/** Draws stretches of buckets; a value between two gaps is a dot of the line's width. */
export function curvePaths(stretches: readonly Stretch[], { area, fromMs, toMs, top }: CurveScale): CurvePaths {
  const pxPerMs = area.widthPx / (toMs - fromMs);
  const x = (timeMs: number) => rounded(area.leftPx + (timeMs - fromMs) * pxPerMs);
  const y = (value: number) => rounded(area.topPx + area.heightPx * (1 - Math.min(value, top) / top));
  const baseline = y(0);
  const [line, fill, band]: [string[], string[], string[]] = [[], [], []];
  for (const stretch of stretches) {
    const means = stretch.map(({ timeMs, mean }) => `${x(timeMs)} ${y(mean)}`);
    const [first, last] = [stretch[0], stretch.at(-1)];
    if (!first || !last) continue;
    line.push(means.length === 1 ? `M${means[0]}h0` : `M${means.join("L")}`);
    fill.push(`M${x(first.timeMs)} ${baseline}L${means.join("L")}L${x(last.timeMs)} ${baseline}Z`);
    if (stretch.every(({ min, max }) => min === max)) continue;
    const highs = stretch.map(({ timeMs, max }) => `${x(timeMs)} ${y(max)}`);
    const lows = stretch.map(({ timeMs, min }) => `${x(timeMs)} ${y(min)}`).reverse();
    band.push(`M${highs.join("L")}L${lows.join("L")}Z`);
  }
  return { line: line.join(""), fill: fill.join(""), band: band.join("") };
}

function rounded(px: number): number {
  return Math.round(px * 10) / 10;
}
