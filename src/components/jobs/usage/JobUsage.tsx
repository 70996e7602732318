import { useSyncExternalStore } from "react";
import type { Job } from "../../../../contract/job.ts";
import { telemetryFeed } from "../../../state/telemetry.ts";
import { measuresOf, type Measure } from "../../charts/measures.ts";
import { useClient } from "../../ClientContext.ts";
import classes from "./JobUsage.module.css";
import { Sparkline } from "./Sparkline.tsx";
import { useSettled } from "./useSettled.ts";

/** A row that is only scrolled past need not be measured. */
const SETTLE_MS = 300;
/** What has room in a row: the memory of a GPU says less than its use. */
const IN_ROW: readonly Measure["id"][] = ["cpu", "memory", "gpu"];

/** What a running job uses, live while it is shown; nothing of any other job. */
export function JobUsage({ job }: { readonly job: Job }) {
  const isSettled = useSettled(SETTLE_MS);
  return job.status === "running" && isSettled ? <LiveUsage job={job} /> : null;
}

function LiveUsage({ job }: { readonly job: Job }) {
  const feed = telemetryFeed(useClient(), job.id);
  const { samples } = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  return (
    <span className={classes.usage}>
      {measuresOf(job.container.resources, samples)
        .filter(({ id }) => IN_ROW.includes(id))
        .map((measure) => (
          <Sparkline key={measure.id} measure={measure} samples={samples} />
        ))}
    </span>
  );
}
