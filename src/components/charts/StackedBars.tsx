import { memo } from "react";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { categoryColor } from "./categories.ts";
import { valueAxis } from "./ticks.ts";
import classes from "./Trend.module.css";

/** One bar: a label and an amount for each of the stacks. */
export interface StackedBar {
  readonly label: string;
  /** What the tooltip says it is: "Week of 16 Nov". */
  readonly title: string;
  readonly amounts: readonly number[];
}

export interface StackedBarsProps {
  readonly bars: readonly StackedBar[];
  /** From the bottom up; the last one may stand for all others. */
  readonly stacks: readonly string[];
  readonly hasOthers: boolean;
  readonly format: (value: number) => string;
}

const HEIGHT_PX = 240;
const INITIAL_SIZE = { width: 720, height: HEIGHT_PX };
const MARGIN = { top: 8, right: 0, bottom: 0, left: 0 };
const TICK = { fill: "var(--jd-text-muted)", fontSize: 11 };
/** A bar of a single day must not be as wide as the page. */
const WIDEST_BAR_PX = 56;

/** Amounts a day or a week, put together by what they are of; exact numbers stand in a table beside it. */
function StackedBars({ bars, stacks, hasOthers, format }: StackedBarsProps) {
  const peak = bars.reduce((highest, bar) => Math.max(highest, sumOf(bar)), 0);
  const axis = valueAxis(peak, undefined, "decimal", 0.001);
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX} initialDimension={INITIAL_SIZE}>
      <BarChart data={bars} margin={MARGIN} accessibilityLayer={false} barCategoryGap="24%">
        <CartesianGrid vertical={false} stroke="var(--jd-line)" />
        <XAxis
          dataKey="label"
          tickLine={false}
          axisLine={{ stroke: "var(--jd-line)" }}
          tick={TICK}
          interval="preserveStartEnd"
          minTickGap={12}
        />
        <YAxis
          domain={[0, axis.top]}
          ticks={[...axis.ticks]}
          tickFormatter={format}
          width={52}
          tickLine={false}
          axisLine={false}
          tick={TICK}
        />
        <Tooltip
          content={<Exact stacks={stacks} hasOthers={hasOthers} format={format} />}
          isAnimationActive={false}
          cursor={{ fill: "var(--jd-surface-hover)" }}
        />
        {stacks.map((name, index) => (
          <Bar
            key={name}
            name={name}
            stackId="all"
            dataKey={(bar: StackedBar) => bar.amounts[index]}
            fill={categoryColor(index, hasOthers && index === stacks.length - 1)}
            stroke="var(--jd-surface)"
            strokeWidth={1}
            maxBarSize={WIDEST_BAR_PX}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

/** Drawing costs far more than looking whether anything is to be drawn: pages render every few seconds. */
export default memo(StackedBars, (before, after) => before.bars === after.bars);

function sumOf({ amounts }: StackedBar): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

interface ExactProps extends Pick<StackedBarsProps, "stacks" | "hasOthers" | "format"> {
  /** Given by the chart: what is under the pointer. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: StackedBar }[];
}

function Exact({ stacks, hasOthers, format, active, payload }: ExactProps) {
  const bar = payload?.[0]?.payload;
  if (!active || !bar) return null;
  const parts = stacks
    .map((name, index) => ({ name, index, amount: bar.amounts[index] ?? 0 }))
    .filter(({ amount }) => amount > 0);
  return (
    <div className={classes.tooltip}>
      <span className={classes.when}>
        {bar.title} <b className="jd-num">{format(sumOf(bar))}</b>
      </span>
      {parts.reverse().map(({ name, index, amount }) => (
        <span key={name}>
          <span
            className={classes.swatch}
            style={{ background: categoryColor(index, hasOthers && index === stacks.length - 1) }}
            aria-hidden
          />{" "}
          {name} <b className="jd-num">{format(amount)}</b>
        </span>
      ))}
    </div>
  );
}
