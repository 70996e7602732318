import { Link } from "@tanstack/react-router";
import { memo, useSyncExternalStore, type CSSProperties } from "react";
import type { Preset } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { IdleMark } from "../../components/jobs/usage/IdleMark.tsx";
import { RunTime } from "../../components/jobs/RunTime.tsx";
import { adviceFor } from "../../lib/advice/adviceFor.ts";
import { observedInSeries } from "../../lib/advice/observed.ts";
import { formatCredits } from "../../lib/credits.ts";
import { jobLabel } from "../../lib/shortId.ts";
import type { UsageSeries } from "../../lib/usageSeries.ts";
import { routes } from "../../paths.ts";
import type { TopFeed } from "../../state/topFeed.ts";
import { AdviceMarks } from "./AdviceMarks.tsx";
import classes from "./Top.module.css";
import { gpuCount } from "./totals.ts";
import { CELL_MEASURES, UsageCell, type CellMeasure } from "./UsageCell.tsx";

export interface TopRowProps {
  readonly job: Job;
  readonly feed: TopFeed;
  readonly presets: readonly Preset[];
  readonly silentSinceMs: number | undefined;
  readonly hasGpus: boolean;
  readonly index: number;
  readonly style: CSSProperties;
}

/** A running job and what it uses at this moment; drawn again when one of its samples came. */
export const TopRow = memo(function TopRow({ job, feed, hasGpus, index, style, ...known }: TopRowProps) {
  useSyncExternalStore(feed.subscribe, () => feed.usageOf(job.id)?.version ?? -1);
  const usage = feed.usageOf(job.id);
  const { cpu, memoryBytes } = job.container.resources;
  return (
    <div role="row" aria-rowindex={index + 2} className={classes.row} style={style} data-row={job.id}>
      <div role="cell" className={classes.job}>
        <Link to={routes.jobMetrics} params={{ jobId: job.id }} className={classes.link} title={jobLabel(job)}>
          {jobLabel(job)}
        </Link>
        <Marks job={job} usage={usage} {...known} />
      </div>
      <div role="cell" className={classes.word} data-column="owner">
        {job.owner}
      </div>
      <div role="cell" className={classes.word} data-column="project">
        {job.projectName}
      </div>
      <div role="cell" className={classes.word} data-column="preset">
        {job.presetName}
      </div>
      <Cell measure={CELL_MEASURES.cpu} usage={usage} limit={cpu} />
      <Cell measure={CELL_MEASURES.memory} usage={usage} limit={memoryBytes} />
      {hasGpus && (
        <>
          <Cell
            measure={CELL_MEASURES.gpu}
            usage={usage}
            limit={gpuCount(job.container.resources) > 0 ? 100 : undefined}
          />
          <Cell measure={CELL_MEASURES.gpuMemory} usage={usage} limit={undefined} />
        </>
      )}
      <div role="cell" className={classes.number} data-column="runTime">
        <RunTime job={job} />
      </div>
      <div role="cell" className={classes.number} data-column="price">
        <span className="jd-num">{formatCredits(job.pricePerHourCredits)}</span>
        <span className={classes.onCard}> credits/h</span>
      </div>
    </div>
  );
});

interface CellProps {
  readonly measure: CellMeasure;
  readonly usage: UsageSeries | undefined;
  readonly limit: number | undefined;
}

function Cell({ measure, usage, limit }: CellProps) {
  return (
    <div role="cell" className={classes.measure} data-column={measure.color}>
      <UsageCell
        measure={measure}
        value={usage?.latest?.[measure.key]}
        limit={limit}
        peaks={usage?.peaks(measure.key) ?? []}
      />
    </div>
  );
}

type MarksProps = Pick<TopRowProps, "job" | "presets" | "silentSinceMs"> & { readonly usage: UsageSeries | undefined };

function Marks({ job, usage, presets, silentSinceMs }: MarksProps) {
  if (!usage?.latest) return <IdleMark job={job} />;
  const context = { nowMs: usage.latest.timestampMs, presets, silentSinceMs };
  const advice = adviceFor(job, observedInSeries(usage), context);
  // That it idles says the platform's own mark, with the time.
  const more = advice.filter(({ kind }) => !(job.idle && (kind === "gpu-idle" || kind === "cpu")));
  return (
    <span className={classes.marks}>
      <IdleMark job={job} />
      <AdviceMarks advice={more} />
    </span>
  );
}
