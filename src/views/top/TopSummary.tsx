import { useSyncExternalStore } from "react";
import type { Job } from "../../../contract/job.ts";
import { formatBytes } from "../../../contract/sizes.ts";
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
    <dl className={classes.summary}>
      <Item name="Jobs" value={String(totals.jobs)} detail="running" />
      <Item
        name="CPU"
        value={coresText(cpuUsed)}
        detail={`of ${heldCoresText(cpuHeld)} cores held`}
        share={cpuUsed / cpuHeld}
        color="cpu"
      />
      <Item
        name="Memory"
        value={formatBytes(memoryUsedBytes)}
        detail={`of ${formatBytes(memoryHeldBytes)} held`}
        share={memoryUsedBytes / memoryHeldBytes}
        color="memory"
      />
      {gpus > 0 && (
        <Item
          name="GPU"
          value={gpuDutyPercent === undefined ? "–" : `${Math.round(gpuDutyPercent)} %`}
          detail={`of ${gpus} ${gpus === 1 ? "GPU" : "GPUs"} held`}
          share={(gpuDutyPercent ?? 0) / 100}
          color="gpu"
        />
      )}
      <Item name="Cost" value={formatCredits(totals.creditsPerHour)} detail="credits an hour" />
    </dl>
  );
}

interface ItemProps {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
  /** 0..1 */
  readonly share?: number;
  readonly color?: string;
}

function Item({ name, value, detail, share, color }: ItemProps) {
  return (
    <div className={classes.item} data-measure={color}>
      <dt>{name}</dt>
      <dd>
        <span className={`jd-num ${classes.big}`}>{value}</span> <span className={classes.limit}>{detail}</span>
        {share !== undefined && (
          <span className={classes.bar} aria-hidden>
            <span style={{ transform: `scaleX(${Math.min(1, share || 0).toFixed(3)})` }} />
          </span>
        )}
      </dd>
    </div>
  );
}
