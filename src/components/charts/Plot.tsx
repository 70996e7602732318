import { useElementSize } from "@mantine/hooks";
import classes from "./Charts.module.css";
import { PlotCurves } from "./PlotCurves.tsx";
import { PlotFrame } from "./PlotFrame.tsx";
import { PlotOverlay, type PlotOverlayProps } from "./PlotOverlay.tsx";
import type { Measure } from "./measures.ts";
import type { ValueAxis } from "./ticks.ts";

export interface PlotProps extends Omit<PlotOverlayProps, "widthPx" | "top" | "format" | "title"> {
  readonly measure: Measure;
  readonly axis: ValueAxis;
  /** What the picture says, in words. */
  readonly description: string;
}

/** A chart: the frame by Recharts, the curves on it, and what a pointer or a key does above them. */
export function Plot({ measure, axis, description, ...overlay }: PlotProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const widthPx = Math.floor(width);
  const { series, time, marks } = overlay;
  const isLimitAbove = measure.limit !== undefined && !axis.showsLimit;
  return (
    <div ref={ref} className={classes.chart}>
      <div role="img" aria-label={description} data-measure={measure.id} className={classes.picture}>
        {widthPx > 0 && (
          <>
            <PlotFrame
              widthPx={widthPx}
              spanMs={time.toMs - time.fromMs}
              timeTicks={time.ticks}
              valueTicks={axis.ticks}
              formatValue={measure.formatTick}
              limit={axis.showsLimit ? measure.limit : undefined}
              limitLabel={measure.limitWord}
            />
            <PlotCurves series={series} time={time} top={axis.top} marks={marks} widthPx={widthPx} />
          </>
        )}
      </div>
      {widthPx > 0 && (
        <PlotOverlay {...overlay} title={measure.title} top={axis.top} format={measure.format} widthPx={widthPx} />
      )}
      {isLimitAbove && (
        <span className={classes.limitAbove} aria-hidden>
          {measure.limitWord} at {measure.limitText} ↑
        </span>
      )}
    </div>
  );
}
