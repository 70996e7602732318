import { IconChartLine } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState, useSyncExternalStore } from "react";
import { isFinished, isRunning } from "../../../contract/status.ts";
import { can } from "../../api/can.ts";
import { MetricsPanel } from "../../components/charts/MetricsPanel.tsx";
import { windowFor } from "../../components/charts/windows.ts";
import { ranForMs } from "../../lib/ranForMs.ts";
import { useClient } from "../../components/ClientContext.ts";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { useEngine } from "../../components/jobs/useEngine.ts";

import { telemetryFeed } from "../../state/telemetry.ts";
import { useJob } from "./JobContext.ts";
import { NotRunningScreen } from "./NotRunningScreen.tsx";

const route = getRouteApi("/app/jobs/$jobId/metrics");

/** How much of the machine the job uses. */
export default function MetricsTab() {
  const job = useJob();
  // Chosen once: a scale that changes under the reader's eyes would be worse than a long one.
  const [fitting] = useState(() => windowFor(ranForMs(job, Date.now()) ?? 0));
  const { window = fitting } = route.useSearch();
  const navigate = route.useNavigate();
  const feed = telemetryFeed(useClient(), job.id);
  const snapshot = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  const permission = can("metrics", job, useEngine(job.clusterName));
  if (!permission.allowed && !isFinished(job.status)) {
    return (
      <MessageScreen icon={<IconChartLine size={20} />} title="There are no metrics">
        {permission.reason}
      </MessageScreen>
    );
  }
  // What was measured before stays worth a look when the job is suspended or over.
  if (!isRunning(job.status) && snapshot.samples.length === 0) {
    return (
      <NotRunningScreen
        job={job}
        icon={<IconChartLine size={20} />}
        before="Its use of CPU and memory appears here as soon as it runs."
        after="Metrics are measured while a job runs and this page is open. Run it again to see them."
      />
    );
  }
  return (
    <MetricsPanel
      snapshot={snapshot}
      resources={job.container.resources}
      window={window}
      onWindow={(next) => void navigate({ search: { window: next }, replace: true })}
      onRetry={feed.retryNow}
    />
  );
}
