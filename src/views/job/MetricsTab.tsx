import { IconChartLine } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { isFinished, isRunning } from "../../../contract/status.ts";
import { can } from "../../api/can.ts";
import { historySpanOf } from "../../components/charts/historySpan.ts";
import { MetricsPanel } from "../../components/charts/MetricsPanel.tsx";
import { viewOf, viewSearch } from "../../components/charts/viewSearch.ts";
import { useTelemetry } from "../../components/charts/useTelemetry.ts";
import { windowFor } from "../../components/charts/windows.ts";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { useEngine } from "../../components/jobs/useEngine.ts";
import { ranForMs } from "../../lib/ranForMs.ts";
import { useJob } from "./JobContext.ts";
import { NotRunningScreen } from "./NotRunningScreen.tsx";

const route = getRouteApi("/app/jobs/$jobId/metrics");

/** How much of the machine the job uses. */
export default function MetricsTab() {
  const job = useJob();
  // Chosen once: a scale that changes under the reader's eyes would be worse than a long one.
  const [fitting] = useState(() => windowFor(ranForMs(job, Date.now()) ?? 0));
  const view = viewOf(route.useSearch(), fitting);
  const navigate = route.useNavigate();
  const [telemetry] = useTelemetry([job], () => historySpanOf(view));
  const permission = can("metrics", job, useEngine(job.clusterName));
  if (!permission.allowed && !isFinished(job.status)) {
    return (
      <MessageScreen icon={<IconChartLine size={20} />} title="There are no metrics">
        {permission.reason}
      </MessageScreen>
    );
  }
  if (!telemetry) return null;
  const isRead = telemetry.history !== undefined || telemetry.historyError !== null;
  // What was measured before stays worth a look when the job is suspended or over.
  if (!isRunning(job.status) && isRead && telemetry.pieces.length === 0 && !view.range) {
    return (
      <NotRunningScreen
        job={job}
        icon={<IconChartLine size={20} />}
        before="Its use of CPU and memory appears here as soon as it runs."
        after={
          telemetry.history === null
            ? "This platform keeps no history: metrics are measured while a job runs and this page is open. Run it again to see them."
            : "Nothing was measured: it may have been too short, or too long ago. Metrics are kept for thirty days."
        }
      />
    );
  }
  return (
    <MetricsPanel
      job={job}
      telemetry={telemetry}
      view={view}
      // A zoom is a step that the browser's way back undoes; another window is not worth one.
      onView={(next, isStep = false) =>
        void navigate({
          search: viewSearch(next),
          replace: (isStep && view.range !== undefined) || (next.range === undefined && !view.range),
          resetScroll: false,
        })
      }
    />
  );
}
