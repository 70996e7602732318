import { Link } from "@tanstack/react-router";
import { formatBytes } from "../../../contract/sizes.ts";
import { isRunning } from "../../../contract/status.ts";
import { Figure, Figures } from "../../components/figures/Figures.tsx";
import { formatCredits } from "../../lib/credits.ts";
import { routes } from "../../paths.ts";
import classes from "./Cluster.module.css";
import type { ClusterView } from "./useCluster.ts";

/** The numbers of this moment. */
export function ClusterSummary({ view }: { readonly view: ClusterView }) {
  const running = view.activeJobs.filter(({ status }) => isRunning(status));
  const { state } = view;
  return (
    <Figures size="large">
      <Figure
        name="Running"
        value={String(running.length)}
        detail={
          <Link to={routes.top} className={classes.more}>
            see them live
          </Link>
        }
      />
      <Figure
        name="Waiting"
        value={String(view.queueLength)}
        detail={view.queueLength === 0 ? "nobody waits" : "in line"}
      />
      {state && (
        <>
          <Figure
            name="CPU held"
            value={percent(state.held.cpu / state.total.cpu)}
            detail={`${state.held.cpu} of ${state.total.cpu} cores`}
            share={state.held.cpu / state.total.cpu}
            measure="cpu"
          />
          <Figure
            name="Memory held"
            value={percent(state.held.memoryBytes / state.total.memoryBytes)}
            detail={`${formatBytes(state.held.memoryBytes)} of ${formatBytes(state.total.memoryBytes)}`}
            share={state.held.memoryBytes / state.total.memoryBytes}
            measure="memory"
          />
        </>
      )}
      {state && state.total.gpus > 0 && (
        <Figure
          name="GPUs held"
          value={percent(state.held.gpus / state.total.gpus)}
          detail={`${state.held.gpus} of ${state.total.gpus}`}
          share={state.held.gpus / state.total.gpus}
          measure="gpu"
        />
      )}
      <Figure
        name="Cost now"
        value={formatCredits(view.creditsPerHour)}
        detail={`credits an hour, ${formatCredits(view.creditsPerHour * 24)} a day`}
      />
    </Figures>
  );
}

function percent(share: number): string {
  return `${Math.round((share || 0) * 100)} %`;
}
