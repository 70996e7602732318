import { memo } from "react";
import { Area, AreaChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import classes from "./Trend.module.css";
import { valueAxis } from "./ticks.ts";
import { clockTicks, formatClock, type TrendPoint, type TrendSeries } from "./trend.ts";

export interface TrendChartProps {
  /** Oldest first; a point without values is a gap. */
  readonly points: readonly TrendPoint[];
  /** At most two: what is drawn later lies above. */
  readonly series: readonly TrendSeries[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly unit: "decimal" | "binary";
  /** What there is in all: a line, and the end of the axis. */
  readonly total?: number;
  /** The axis never ends below this. */
  readonly floor: number;
  readonly format: (value: number) => string;
}

const HEIGHT_PX = 140;
const INITIAL_SIZE = { width: 440, height: HEIGHT_PX };
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };
const TICK = { fill: "var(--jd-text-muted)", fontSize: 11 };

/** How something went over hours or days; what it says in words stands beside it. */
function TrendChart({ points, series, fromMs, toMs, unit, total, floor, format }: TrendChartProps) {
  const peak = points.reduce(
    (highest, { values }) => values.reduce<number>((most, value) => Math.max(most, value ?? 0), highest),
    total ?? 0,
  );
  const axis = valueAxis(peak, undefined, unit, floor);
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX} initialDimension={INITIAL_SIZE}>
      <AreaChart data={points} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--jd-line)" />
        <XAxis
          dataKey="timeMs"
          type="number"
          domain={[fromMs, toMs]}
          ticks={clockTicks(fromMs, toMs)}
          tickFormatter={(timeMs: number) => formatClock(timeMs, toMs - fromMs)}
          allowDataOverflow
          tickLine={false}
          axisLine={{ stroke: "var(--jd-line)" }}
          tick={TICK}
          minTickGap={16}
        />
        <YAxis
          domain={[0, axis.top]}
          ticks={[...axis.ticks]}
          tickFormatter={format}
          width={58}
          tickLine={false}
          axisLine={false}
          tick={TICK}
        />
        {total !== undefined && <ReferenceLine y={total} stroke="var(--jd-text-muted)" strokeDasharray="3 4" />}
        <Tooltip
          content={<Exact series={series} spanMs={toMs - fromMs} format={format} />}
          isAnimationActive={false}
          cursor={{ stroke: "var(--jd-text-muted)" }}
        />
        {series.map(({ name, color }, index) => (
          <Area
            key={name}
            name={name}
            dataKey={(point: TrendPoint) => point.values[index]}
            type={index === 0 ? "stepAfter" : "linear"}
            stroke={color}
            strokeWidth={1.5}
            fill={color}
            fillOpacity={index === 0 ? 0.1 : 0.22}
            connectNulls={false}
            isAnimationActive={false}
            dot={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
}

/** Drawing costs far more than looking whether anything is to be drawn: pages render every few seconds. */
export default memo(TrendChart, (before, after) => {
  return (
    before.points === after.points &&
    before.fromMs === after.fromMs &&
    before.toMs === after.toMs &&
    before.total === after.total
  );
});

interface ExactProps extends Pick<TrendChartProps, "series" | "format"> {
  readonly spanMs: number;
  /** Given by the chart: what is under the pointer. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: TrendPoint }[];
}

function Exact({ series, format, spanMs, active, payload }: ExactProps) {
  const point = payload?.[0]?.payload;
  if (!active || !point) return null;
  return (
    <div className={classes.tooltip}>
      <span className={classes.when}>{formatClock(point.timeMs, spanMs, true)}</span>
      {series.map(({ name, color }, index) => {
        const value = point.values[index];
        return (
          <span key={name}>
            <span className={classes.swatch} style={{ background: color }} aria-hidden /> {name}{" "}
            <b className="jd-num">{value === undefined || value === null ? "–" : format(value)}</b>
          </span>
        );
      })}
    </div>
  );
}
