import { useId } from "react";
import { bucketsOf } from "../../lib/telemetry/buckets.ts";
import type { Track } from "../../lib/telemetry/track.ts";
import { curvePaths } from "./curvePath.ts";
import { placeMarks, type ChartMark } from "./marks.ts";
import { PLOT, plotArea, type PlotArea } from "./plotGeometry.ts";
import type { TimeAxis } from "./timeAxis.ts";

/** One curve of a chart. */
export interface PlotSeries {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  /** Tells curves of similar colours apart; as of SVG's stroke-dasharray. */
  readonly dash?: string | undefined;
  readonly track: Track;
}

export interface PlotCurvesProps {
  readonly series: readonly PlotSeries[];
  readonly time: TimeAxis;
  /** The end of the value axis. */
  readonly top: number;
  readonly marks: readonly ChartMark[];
  readonly widthPx: number;
}

/** What moves in a chart: curves reduced to its pixels, and what happened to the job. */
export function PlotCurves({ series, time, top, marks, widthPx }: PlotCurvesProps) {
  const clipId = useId();
  const area = plotArea(widthPx);
  const bucketMs = (time.toMs - time.fromMs) / area.widthPx;
  const { leftPx: x, topPx: y, widthPx: width, heightPx: height } = area;
  return (
    <svg width={widthPx} height={PLOT.heightPx} data-curves aria-hidden>
      <clipPath id={clipId}>
        <rect x={x} y={y - 2} width={width} height={height + 3} />
      </clipPath>
      <Marks marks={marks} time={time} area={area} />
      <g clipPath={`url(#${clipId})`}>
        {series.map(({ id, color, dash, track }) => {
          const paths = curvePaths(bucketsOf(track, bucketMs), { area, ...time, top });
          return (
            <g key={id} data-series={id}>
              {series.length === 1 && <path d={paths.fill} fill={color} fillOpacity={0.12} />}
              <path d={paths.band} fill={color} fillOpacity={0.3} data-band />
              <path
                d={paths.line}
                fill="none"
                stroke={color}
                strokeWidth={1.5}
                strokeDasharray={dash}
                strokeLinejoin="round"
                strokeLinecap="round"
                data-line
              />
            </g>
          );
        })}
      </g>
    </svg>
  );
}

interface MarksProps {
  readonly marks: readonly ChartMark[];
  readonly time: TimeAxis;
  readonly area: PlotArea;
}

function Marks({ marks, time, area }: MarksProps) {
  const floorPx = area.topPx + area.heightPx;
  return placeMarks(marks, time, area.widthPx).map(({ xPx, mark, label, side }) => {
    const x = Math.round(area.leftPx + xPx) + 0.5;
    const color = `var(--jd-${mark.status})`;
    return (
      <g key={xPx} data-mark={mark.label}>
        <line x1={x} x2={x} y1={area.topPx} y2={floorPx} stroke={color} strokeDasharray="2 3" />
        <path d={`M${x - 4} ${floorPx + 5}L${x} ${floorPx}L${x + 4} ${floorPx + 5}Z`} fill={color} />
        {label && (
          <text
            x={side === "right" ? x + 4 : x - 4}
            y={area.topPx + 8}
            textAnchor={side === "right" ? "start" : "end"}
            fill={color}
            fontSize={10}
          >
            {label}
          </text>
        )}
      </g>
    );
  });
}
