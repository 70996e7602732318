import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ClusterHistory } from "../../../contract/clusterHistory.ts";
import type { Preset } from "../../../contract/config.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import { clusterHistoryQuery } from "../../api/queries/cluster.ts";
import { useClient } from "../../components/ClientContext.ts";
import { sparkPath } from "../../components/jobs/usage/sparkPath.ts";
import { ShareBar } from "../../components/figures/Figures.tsx";
import { formatCredits } from "../../lib/credits.ts";
import { routes } from "../../paths.ts";
import classes from "./Cluster.module.css";
import { Panel } from "./Panel.tsx";
import { SPANS, useSpan } from "./spans.ts";
import type { ClusterView } from "./useCluster.ts";

/** What each preset has room for now, and had. */
export function CapacityTable({ view }: { readonly view: ClusterView }) {
  const { span } = useSpan();
  const { data: history } = useQuery(clusterHistoryQuery(useClient(), SPANS[span].ms));
  const presets = new Map(view.presets.map((preset) => [preset.name, preset]));
  return (
    <Panel title="Capacity" note="by preset">
      <div className={classes.scroller}>
        <table className={`${classes.table} ${classes.capacity}`}>
          <thead>
            <tr>
              <th scope="col">Preset</th>
              <th scope="col" data-wide>
                Has
              </th>
              <th scope="col" data-end data-wide>
                Credits/h
              </th>
              <th scope="col" data-end>
                Running
              </th>
              <th scope="col" data-end>
                Waiting
              </th>
              <th scope="col">Room for</th>
              {history && (
                <th scope="col" data-wide>
                  Running in {SPANS[span].label}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {view.loads.map(({ name, running, waiting, couldStart, most }) => {
              const preset = presets.get(name);
              return (
                <tr key={name}>
                  <th scope="row">
                    <Link to={routes.jobs} search={{ q: `preset:${name} is:active` }} className={classes.link}>
                      {name}
                    </Link>
                    {preset && (
                      <span className={classes.under}>
                        {contents(preset)}; {formatCredits(preset.creditsPerHour)} credits/h
                      </span>
                    )}
                  </th>
                  <td className={classes.muted} data-wide>
                    {preset && contents(preset)}
                  </td>
                  <td data-end data-wide>
                    {preset && formatCredits(preset.creditsPerHour)}
                  </td>
                  <td data-end>{running}</td>
                  <td data-end data-some={waiting > 0 || undefined}>
                    {waiting}
                  </td>
                  <td>
                    <Room couldStart={couldStart} most={most} />
                  </td>
                  {history && (
                    <td data-wide>
                      <RunningLine history={history} name={name} spanMs={SPANS[span].ms} />
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function contents({ cpu, memoryBytes, nvidiaGpu, amdGpu, intelGpu }: Preset): string {
  const gpus = [nvidiaGpu, amdGpu, intelGpu].flatMap((gpu) => (gpu ? [`${gpu.count} × ${gpu.model ?? "GPU"}`] : []));
  return [`${cpu} ${cpu === 1 ? "core" : "cores"}`, formatBytes(memoryBytes), ...gpus].join(", ");
}

interface RoomProps {
  readonly couldStart: number;
  readonly most: number | undefined;
}

/** How many more could start; the blocks say how many of those that there is room for in all. */
function Room({ couldStart, most }: RoomProps) {
  const isFull = couldStart === 0;
  return (
    <span className={classes.room} data-full={isFull || undefined}>
      <span className="jd-num">
        <b>{isFull ? "full" : couldStart}</b>
        {most !== undefined && <span className={classes.muted}> of {most}</span>}
      </span>
      {most !== undefined && most > 0 && <ShareBar share={couldStart / most} />}
    </span>
  );
}

const WIDTH_PX = 120;
const HEIGHT_PX = 22;

interface RunningLineProps {
  readonly history: ClusterHistory;
  readonly name: string;
  readonly spanMs: number;
}

function RunningLine({ history, name, spanMs }: RunningLineProps) {
  const known = history.presets[name];
  const peak = known?.running.max.reduce<number>((most, value) => Math.max(most, value ?? 0), 0) ?? 0;
  if (!known || peak === 0) return <span className={classes.muted}>none</span>;
  const points = history.timestampsMs.map((timestampMs, index) => ({
    timestampMs,
    value: known.running.max[index] ?? undefined,
  }));
  const toMs = (history.timestampsMs.at(-1) ?? 0) + history.stepMs;
  const path = sparkPath(points, { toMs, spanMs, ceiling: peak, widthPx: WIDTH_PX, heightPx: HEIGHT_PX });
  return (
    <span className={classes.spark} data-measure="cpu">
      <svg width={WIDTH_PX} height={HEIGHT_PX} aria-hidden>
        <path d={path} />
      </svg>
      <span className={classes.muted}>peak {peak}</span>
    </span>
  );
}
