import { PageTabs } from "../../components/shell/PageTabs.tsx";
import { JOB_TABS, jobTabRoutes, type JobTab } from "../../paths.ts";

const LABELS: Record<JobTab, string> = {
  overview: "Overview",
  logs: "Logs",
  terminal: "Terminal",
  metrics: "Metrics",
};

/** The job's pages. */
export function JobTabs({ jobId }: { readonly jobId: string }) {
  const tabs = JOB_TABS.map((tab) => ({ label: LABELS[tab], link: { to: jobTabRoutes[tab], params: { jobId } } }));
  return <PageTabs label="Job" tabs={tabs} />;
}
