import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import classes from "./Charts.module.css";
import type { Measure } from "./measures.ts";
import type { Point } from "./series.ts";
import { formatAge, timeTicks, type ValueAxis } from "./ticks.ts";

export interface TelemetryChartProps {
  readonly measure: Measure;
  readonly points: readonly Point[];
  readonly axis: ValueAxis;
  readonly windowMs: number;
  /** The right end of the time axis, milliseconds since the epoch. */
  readonly endMs: number;
  /** The right end is now; otherwise the axis tells the time of day. */
  readonly isLive: boolean;
}

const HEIGHT_PX = 180;
const INITIAL_SIZE = { width: 600, height: HEIGHT_PX };
const MARGIN = { top: 8, right: 16, bottom: 0, left: 0 };

/** The curve alone; what it says in words stands beside it. */
export function TelemetryChart({ measure, points, axis, windowMs, endMs, isLive }: TelemetryChartProps) {
  const color = `var(--jd-chart-${measure.id})`;
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX} initialDimension={INITIAL_SIZE}>
      <AreaChart data={points} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--jd-line)" />
        <XAxis
          dataKey="timestampMs"
          type="number"
          domain={[endMs - windowMs, endMs]}
          ticks={timeTicks(endMs, windowMs)}
          tickFormatter={(tick: number) => (isLive ? formatAge(endMs - tick) : timeOfDay(tick))}
          allowDataOverflow
          tickLine={false}
          axisLine={{ stroke: "var(--jd-line)" }}
          tick={TICK}
          interval="preserveStartEnd"
        />
        <YAxis
          domain={[0, axis.top]}
          ticks={[...axis.ticks]}
          tickFormatter={measure.formatTick}
          width={64}
          tickLine={false}
          axisLine={false}
          tick={TICK}
          interval={0}
        />
        {axis.showsLimit && measure.limit !== undefined && (
          <ReferenceLine
            y={measure.limit}
            stroke="var(--jd-failed)"
            strokeDasharray="4 4"
            label={{ value: "limit", position: "insideBottomRight", fill: "var(--jd-failed)", fontSize: 11 }}
          />
        )}
        <Tooltip
          content={<Exact measure={measure} />}
          isAnimationActive={false}
          cursor={{ stroke: "var(--jd-line)" }}
        />
        <Area
          dataKey="value"
          stroke={color}
          strokeWidth={1.5}
          fill={color}
          fillOpacity={0.12}
          connectNulls={false}
          isAnimationActive={false}
          dot={false}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}

const TICK = { fill: "var(--jd-text-muted)", fontSize: 11 };

interface ExactProps {
  readonly measure: Measure;
  /** Given by the chart: what is under the pointer. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: Point }[];
}

function Exact({ measure, active, payload }: ExactProps) {
  const point = payload?.[0]?.payload;
  if (!active || point?.value === undefined) return null;
  return (
    <div className={classes.tooltip}>
      <span className="jd-num">{measure.format(point.value)}</span>
      <span className="jd-num jd-muted">{timeOfDay(point.timestampMs)}</span>
    </div>
  );
}

function timeOfDay(timestampMs: number): string {
  return new Date(timestampMs).toLocaleTimeString("en-GB");
}
