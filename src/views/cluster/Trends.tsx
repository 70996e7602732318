import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useMemo } from "react";
import type { ClusterHistory } from "../../../contract/clusterHistory.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import { clusterHistoryQuery } from "../../api/queries/cluster.ts";
import { trendPoints, type TrendPoint } from "../../components/charts/trend.ts";
import { useClient } from "../../components/ClientContext.ts";
import { lazyExtra } from "../../components/lazyExtra.ts";
import classes from "./Cluster.module.css";
import { Panel } from "./Panel.tsx";
import { SPANS, useSpan, type ClusterSpan } from "./spans.ts";
import { trendsOf, type Trend } from "./trendList.ts";
import type { ClusterView } from "./useCluster.ts";

const TrendChart = lazyExtra(() => import("../../components/charts/TrendChart.tsx"));

/** How full the cluster and how busy its machine is, and was. */
export function Trends({ view }: { readonly view: ClusterView }) {
  const { span, setSpan } = useSpan();
  const { ms: spanMs, label } = SPANS[span];
  const { data: history, error, dataUpdatedAt } = useQuery(clusterHistoryQuery(useClient(), spanMs));
  const points = useMemo(() => (history ? pointsOf(history) : undefined), [history]);
  const gpus = view.state?.machine?.gpus ?? [];
  return (
    <Panel
      title="Over time"
      note={history && knownWords(history, spanMs, dataUpdatedAt)}
      controls={
        history !== null && (
          <SegmentedControl
            size="xs"
            aria-label="Span of the curves"
            value={span}
            onChange={(value) => setSpan(value as ClusterSpan)}
            data={Object.entries(SPANS).map(([value, { shortLabel }]) => ({ value, label: shortLabel }))}
          />
        )
      }
    >
      {history === null && (
        <p className={classes.nothing}>
          This platform does not tell how full it was, nor anything of the machines behind it.
        </p>
      )}
      {error && !history && <p className={classes.nothing}>The past could not be read: {error.message}</p>}
      {history === undefined && !error && <Skeleton height={180} aria-hidden />}
      {history && (
        <div className={classes.trends}>
          {trendsOf(view, history).map((trend) => (
            <TrendCard
              key={trend.title}
              {...{ trend, spanMs, label }}
              points={points?.get(trend.title) ?? []}
              toMs={dataUpdatedAt}
            />
          ))}
        </div>
      )}
      {gpus.length > 0 && (
        <table className={classes.table} aria-label="GPUs of the machine">
          <thead>
            <tr>
              <th scope="col">GPU</th>
              <th scope="col" data-end>
                Busy
              </th>
              <th scope="col" data-end>
                Memory
              </th>
            </tr>
          </thead>
          <tbody>
            {gpus.map((gpu, index) => (
              <tr key={index}>
                <th scope="row">
                  {index}: {gpu.model}
                </th>
                <td data-end>{Math.round(gpu.dutyPercent)} %</td>
                <td data-end>
                  {formatBytes(gpu.memoryBytes)} of {formatBytes(gpu.memoryTotalBytes)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** What each chart draws, by its title: it follows what was, not what is at this moment. */
function pointsOf(history: ClusterHistory): ReadonlyMap<string, readonly TrendPoint[]> {
  return new Map(
    trendsOf({ state: undefined }, history).map(({ title, lines }) => {
      const curves = lines.map(({ curve }) => curve.mean);
      return [title, trendPoints(history.timestampsMs, history.stepMs, curves)];
    }),
  );
}

interface TrendCardProps {
  readonly trend: Trend;
  readonly points: readonly TrendPoint[];
  readonly spanMs: number;
  readonly toMs: number;
  readonly label: string;
}

function TrendCard({ trend, points, spanMs, toMs, label }: TrendCardProps) {
  const { title, lines, format, unit, total, floor } = trend;
  return (
    <div className={classes.trend}>
      <h3 className={classes.trendTitle}>
        {title}
        {total !== undefined && <span className={classes.muted}> of {format(total)}</span>}
      </h3>
      <p className={classes.legend}>
        {lines.map(({ name, color, now }) => (
          <span key={name}>
            <span className={classes.swatch} style={{ background: color }} aria-hidden />
            {name} <b className="jd-num">{now === undefined ? "–" : format(now)}</b>
          </span>
        ))}
      </p>
      <div role="img" aria-label={describe(trend, label)} className={classes.trendChart}>
        <Suspense fallback={<Skeleton height={140} />}>
          <TrendChart
            points={points}
            series={lines}
            fromMs={toMs - spanMs}
            toMs={toMs}
            unit={unit}
            total={total}
            floor={floor}
            format={format}
          />
        </Suspense>
      </div>
    </div>
  );
}

function describe({ title, lines, format }: Trend, label: string): string {
  const words = lines.map(({ name, curve, now }) => {
    const peak = curve.max.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
    return `${name} ${now === undefined ? "unknown" : format(now)} now, at most ${format(peak)}`;
  });
  return `${title} in ${label}: ${words.join("; ")}`;
}

/** A curve that begins later than its axis has a reason. */
function knownWords({ timestampsMs }: ClusterHistory, spanMs: number, nowMs: number): string | undefined {
  const [first] = timestampsMs;
  if (first === undefined) return "nothing was measured yet";
  if (first <= nowMs - spanMs + spanMs / 50) return undefined;
  const since = new Date(first);
  const time = since.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `known since ${since.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, ${time}`;
}
