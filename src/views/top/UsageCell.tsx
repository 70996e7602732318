import { memo } from "react";
import { formatBytes } from "../../../contract/sizes.ts";
import { ShareBar } from "../../components/figures/Figures.tsx";
import { sparkPath } from "../../components/jobs/usage/sparkPath.ts";
import { STEP_COUNT, type MeasureKey } from "../../lib/usageSeries.ts";
import classes from "./Top.module.css";

/** How a measure is written and drawn. */
export interface CellMeasure {
  readonly key: MeasureKey;
  readonly name: string;
  /** As the tokens of the theme call it. */
  readonly color: "cpu" | "memory" | "gpu" | "gpu-memory";
  readonly format: (value: number) => string;
  /** Where the limit is written in another way than what is used. */
  readonly formatLimit?: (limit: number) => string;
  /** What fills the drawing where there is no limit. */
  readonly floor: number;
}

export const CELL_MEASURES = {
  cpu: { key: "cpu", name: "CPU", color: "cpu", format: coresText, formatLimit: heldCoresText, floor: 0.1 },
  memory: { key: "memoryBytes", name: "Memory", color: "memory", format: formatBytes, floor: 2 ** 24 },
  gpu: { key: "gpuDutyPercent", name: "GPU", color: "gpu", format: percentText, floor: 100 },
  gpuMemory: { key: "gpuMemoryBytes", name: "GPU memory", color: "gpu-memory", format: formatBytes, floor: 2 ** 28 },
} as const satisfies Record<string, CellMeasure>;

const WIDTH_PX = 72;
const HEIGHT_PX = 22;
/** From here on a bar warns. */
const FULL_SHARE = 0.9;

export interface UsageCellProps {
  readonly measure: CellMeasure;
  readonly value: number | undefined;
  readonly limit: number | undefined;
  /** Highest of each step, oldest first. */
  readonly peaks: readonly number[];
}

/** A measure now, its share of the limit as a bar, and its last five minutes as a line. */
export function UsageCell({ measure, value, limit, peaks }: UsageCellProps) {
  if (value === undefined) return <span className={classes.unknown}>–</span>;
  const share = limit === undefined ? undefined : Math.min(1, value / limit);
  const isFull = measure.key === "memoryBytes" && (share ?? 0) >= FULL_SHARE;
  // Of what is a share already, all there is goes without saying.
  const saysLimit = limit !== undefined && measure.key !== "gpuDutyPercent";
  const limitText = saysLimit ? (measure.formatLimit ?? measure.format)(limit) : "";
  const ofLimit = saysLimit ? ` of ${limitText}` : "";
  return (
    <span
      className={classes.usage}
      data-measure={measure.color}
      title={`${measure.name}: ${measure.format(value)}${ofLimit}`}
    >
      <Line path={pathOf(peaks, Math.max(limit ?? 0, measure.floor))} />
      <span className={classes.amount} data-full={isFull || undefined}>
        <span className="jd-num">
          <b>{measure.format(value)}</b>
          {saysLimit && <span className={classes.limit}> / {limitText}</span>}
        </span>
        {share !== undefined && <ShareBar share={share} />}
      </span>
    </span>
  );
}

/** Most steps change nothing but the last value: the line is drawn again only when it is another one. */
const Line = memo(function Line({ path }: { readonly path: string }) {
  return (
    <svg viewBox={`0 0 ${WIDTH_PX} ${HEIGHT_PX}`} preserveAspectRatio="none" className={classes.line} aria-hidden>
      <path d={path} />
    </svg>
  );
});

/** From zero to the limit, or to the peak where that is higher: a line must not be cut where it matters. */
function pathOf(peaks: readonly number[], reach: number): string {
  const highest = peaks.reduce((peak, value) => (value > peak ? value : peak), 0);
  const points = peaks.map((value, index) => ({ timestampMs: index, value: Number.isNaN(value) ? undefined : value }));
  const ceiling = Math.max(highest, highest > reach / 8 ? reach : highest * 8, Number.MIN_VALUE);
  return sparkPath(points, {
    ...{ toMs: STEP_COUNT, spanMs: STEP_COUNT, ceiling, widthPx: WIDTH_PX, heightPx: HEIGHT_PX },
  });
}

/** Cores in use, with as many digits as can be told apart while they tick. */
export function coresText(cores: number): string {
  return cores.toFixed(cores >= 9.995 ? 1 : 2);
}

/** Cores that are held: they do not tick. */
export function heldCoresText(cores: number): string {
  return String(Number(cores.toFixed(2)));
}

function percentText(percent: number): string {
  return `${Math.round(percent)} %`;
}
