import { IconFileOff } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { can } from "../../api/can.ts";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { useEngine } from "../../components/jobs/useEngine.ts";
import { LogPanel } from "../../components/logs/LogPanel.tsx";
import { useJob } from "./JobContext.ts";

const route = getRouteApi("/app/jobs/$jobId/logs");

/** What the job writes. */
export default function LogsTab() {
  const job = useJob();
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const permission = can("logs", job, useEngine(job.clusterName));
  if (!permission.allowed) {
    return (
      <MessageScreen icon={<IconFileOff size={20} />} title="There is no log">
        {permission.reason}
      </MessageScreen>
    );
  }
  return (
    <LogPanel
      key={job.id}
      jobs={[job]}
      address={address}
      onAddress={(search) => void navigate({ search, replace: true, resetScroll: false })}
    />
  );
}
