import { AdviceCard } from "./AdviceCard.tsx";
import { ContainerFacts, EnvironmentTable, MountsTable } from "./ContainerFacts.tsx";
import { useJob } from "./JobContext.ts";
import { DetailFacts, ResourceFacts, TimeFacts } from "./JobFacts.tsx";
import { NetworkFacts } from "./NetworkFacts.tsx";
import classes from "./Overview.module.css";
import { SchedulingFacts } from "./SchedulingFacts.tsx";
import { Timeline } from "./Timeline.tsx";

/** Everything the platform knows of a job. */
export default function OverviewTab() {
  const job = useJob();
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <AdviceCard job={job} />
        <Timeline job={job} />
        <ContainerFacts container={job.container} />
        <EnvironmentTable container={job.container} />
        <MountsTable container={job.container} />
        <DetailFacts job={job} />
      </div>
      <div className={classes.column}>
        <NetworkFacts job={job} />
        <TimeFacts job={job} />
        <ResourceFacts job={job} />
        <SchedulingFacts job={job} />
      </div>
    </div>
  );
}
