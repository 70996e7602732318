import { useSyncExternalStore } from "react";
import type { Job } from "../../../contract/job.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import { Figure, Figures } from "../../components/figures/Figures.tsx";
import { formatCredits } from "../../lib/credits.ts";
import type { TopFeed } from "../../state/topFeed.ts";
import classes from "./Top.module.css";
import { totalsOf } from "./totals.ts";
import { coresText, heldCoresText } from "./UsageCell.tsx";

export interface TopSummaryProps {
  readonly jobs: readonly Job[];
  readonly feed: TopFeed;
}

/** What all shown jobs use of what they hold. */
export function TopSummary({ jobs, feed }: TopSummaryProps) {
  useSyncExternalStore(feed.subscribe, feed.getVersion);
  const totals = totalsOf(jobs, feed.usageOf);
  const { cpuUsed, cpuHeld, memoryUsedBytes, memoryHeldBytes, gpus, gpuDutyPercent } = totals;
  return (
    <div className={classes.summary}>
      <Figures>
        <Figure name="Jobs" value={String(totals.jobs)} detail="running" />
        <Figure
          name="CPU"
          value={coresText(cpuUsed)}
          detail={`of ${heldCoresText(cpuHeld)} cores held`}
          share={cpuUsed / cpuHeld}
          measure="cpu"
        />
        <Figure
          name="Memory"
          value={formatBytes(memoryUsedBytes)}
          detail={`of ${formatBytes(memoryHeldBytes)} held`}
          share={memoryUsedBytes / memoryHeldBytes}
          measure="memory"
        />
        {gpus > 0 && (
          <Figure
            name="GPU"
            value={gpuDutyPercent === undefined ? "–" : `${Math.round(gpuDutyPercent)} %`}
            detail={`of ${gpus} ${gpus === 1 ? "GPU" : "GPUs"} held`}
            share={(gpuDutyPercent ?? 0) / 100}
            measure="gpu"
          />
        )}
        <Figure name="Cost" value={formatCredits(totals.creditsPerHour)} detail="credits an hour" />
      </Figures>
    </div>
  );
}
