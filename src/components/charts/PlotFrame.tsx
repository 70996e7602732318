import { memo } from "react";
import { CartesianGrid, ComposedChart, Line, ReferenceLine, XAxis, YAxis } from "recharts";
import { PLOT } from "./plotGeometry.ts";
import type { TimeTick } from "./timeAxis.ts";

export interface PlotFrameProps {
  readonly widthPx: number;
  readonly spanMs: number;
  readonly timeTicks: readonly TimeTick[];
  readonly valueTicks: readonly number[];
  readonly formatValue: (value: number) => string;
  readonly limit: number | undefined;
  readonly limitLabel: string;
}

const MARGIN = { top: PLOT.topPx, right: PLOT.rightPx, bottom: 0, left: 0 };
const TICK = { fill: "var(--jd-text-muted)", fontSize: 11 };
const AXIS_LINE = { stroke: "var(--jd-line)" };
/** Recharts draws no axis of a chart that has no line: this one cannot be seen. */
const NO_DATA = [
  { offsetMs: 0, value: 0 },
  { offsetMs: 1, value: 0 },
];

/**
 * Axes, grid and limit of a chart. Times are counted from the axis's begin, so that the frame of a window that follows
 * the present stays what it is while curves move.
 */
export const PlotFrame = memo(function PlotFrame(props: PlotFrameProps) {
  const { widthPx, spanMs, timeTicks, valueTicks, formatValue, limit, limitLabel } = props;
  const top = valueTicks.at(-1) ?? 1;
  const labels = new Map(timeTicks.map(({ offsetMs, label }) => [offsetMs, label]));
  return (
    <ComposedChart
      width={widthPx}
      height={PLOT.heightPx}
      data={NO_DATA}
      margin={MARGIN}
      accessibilityLayer={false}
      style={{ pointerEvents: "none" }}
    >
      <CartesianGrid vertical={false} stroke="var(--jd-line)" />
      <XAxis
        dataKey="offsetMs"
        type="number"
        domain={[0, spanMs]}
        ticks={[...labels.keys()]}
        tickFormatter={(offsetMs: number) => labels.get(offsetMs) ?? ""}
        allowDataOverflow
        height={PLOT.bottomPx}
        tickLine={false}
        axisLine={AXIS_LINE}
        tick={TICK}
        interval="preserveStartEnd"
      />
      <YAxis
        type="number"
        domain={[0, top]}
        ticks={[...valueTicks]}
        tickFormatter={formatValue}
        width={PLOT.leftPx}
        tickLine={false}
        axisLine={false}
        tick={TICK}
        interval={0}
      />
      <Line dataKey="value" stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
      {limit !== undefined && (
        <ReferenceLine
          y={limit}
          stroke="var(--jd-failed)"
          strokeDasharray="4 4"
          // Above the line, unless that is where the chart ends; there what has just happened is named at the right.
          label={{
            value: limitLabel,
            position: limit < top ? "insideBottomRight" : "insideTopLeft",
            fill: "var(--jd-failed)",
            fontSize: 11,
          }}
        />
      )}
    </ComposedChart>
  );
}, isSameFrame);

function isSameFrame(one: PlotFrameProps, other: PlotFrameProps): boolean {
  return (
    one.widthPx === other.widthPx &&
    one.spanMs === other.spanMs &&
    one.limit === other.limit &&
    one.limitLabel === other.limitLabel &&
    one.formatValue === other.formatValue &&
    one.valueTicks.join() === other.valueTicks.join() &&
    one.timeTicks.length === other.timeTicks.length &&
    one.timeTicks.every(({ offsetMs, label }, index) => {
      const tick = other.timeTicks[index];
      return tick?.offsetMs === offsetMs && tick.label === label;
    })
  );
}
