import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatBytes } from "../../../contract/sizes.ts";
import { isRunning } from "../../../contract/status.ts";
import { formatCredits } from "../../lib/credits.ts";
import { routes } from "../../paths.ts";
import classes from "./Cluster.module.css";
import type { ClusterView } from "./useCluster.ts";

/** The numbers of this moment. */
export function ClusterSummary({ view }: { readonly view: ClusterView }) {
  const running = view.activeJobs.filter(({ status }) => isRunning(status));
  const { state } = view;
  return (
    <dl className={classes.summary}>
      <Item
        name="Running"
        value={String(running.length)}
        detail={
          <Link to={routes.top} className={classes.more}>
            see them live
          </Link>
        }
      />
      <Item
        name="Waiting"
        value={String(view.queueLength)}
        detail={view.queueLength === 0 ? "nobody waits" : "in line"}
      />
      {state && (
        <>
          <Item
            name="CPU held"
            value={percent(state.held.cpu / state.total.cpu)}
            detail={`${state.held.cpu} of ${state.total.cpu} cores`}
            share={state.held.cpu / state.total.cpu}
            color="cpu"
          />
          <Item
            name="Memory held"
            value={percent(state.held.memoryBytes / state.total.memoryBytes)}
            detail={`${formatBytes(state.held.memoryBytes)} of ${formatBytes(state.total.memoryBytes)}`}
            share={state.held.memoryBytes / state.total.memoryBytes}
            color="memory"
          />
        </>
      )}
      {state && state.total.gpus > 0 && (
        <Item
          name="GPUs held"
          value={percent(state.held.gpus / state.total.gpus)}
          detail={`${state.held.gpus} of ${state.total.gpus}`}
          share={state.held.gpus / state.total.gpus}
          color="gpu"
        />
      )}
      <Item
        name="Cost now"
        value={formatCredits(view.creditsPerHour)}
        detail={`credits an hour, ${formatCredits(view.creditsPerHour * 24)} a day`}
      />
    </dl>
  );
}

interface ItemProps {
  readonly name: string;
  readonly value: string;
  readonly detail: ReactNode;
  /** 0..1 */
  readonly share?: number;
  readonly color?: "cpu" | "memory" | "gpu";
}

function Item({ name, value, detail, share, color }: ItemProps) {
  return (
    <div className={classes.item} data-measure={color}>
      <dt>{name}</dt>
      <dd>
        <span className={`jd-num ${classes.big}`}>{value}</span>
        <span className={classes.detail}>{detail}</span>
        {share !== undefined && <Bar share={share} />}
      </dd>
    </div>
  );
}

/** A share of a whole, beside the numbers that say the same. */
export function Bar({ share }: { readonly share: number }) {
  return (
    <span className={classes.bar} aria-hidden>
      <span style={{ transform: `scaleX(${Math.min(1, Math.max(0, share || 0)).toFixed(3)})` }} />
    </span>
  );
}

function percent(share: number): string {
  return `${Math.round((share || 0) * 100)} %`;
}
