import { useSyncExternalStore } from "react";
import type { Job } from "../../../../contract/job.ts";
import { telemetryFeed } from "../../../state/telemetry.ts";
import { measuresOf, type Measure } from "../../charts/measures.ts";
import { useClient } from "../../ClientContext.ts";
import classes from "./JobUsage.module.css";
import { Sparkline } from "./Sparkline.tsx";

/** What has room in a row: the memory of a GPU says less than its use. */
const IN_ROW: readonly Measure["id"][] = ["cpu", "memory", "gpu"];

/** A running job's measures as sparklines. Its telemetry is read for as long as they are there. */
export default function LiveUsage({ job }: { readonly job: Job }) {
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
