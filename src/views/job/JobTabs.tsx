import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { PageTabs } from "../../components/shell/PageTabs.tsx";
import { JOB_TABS, jobTabRoutes, type JobTab } from "../../paths.ts";

const LABELS: Record<JobTab, string> = {
  overview: "Overview",
  logs: "Logs",
  terminal: "Terminal",
  metrics: "Metrics",
};

/** By then the page that was asked for is there. */
const AHEAD_AFTER_MS = 1_000;

/** The job's pages. */
export function JobTabs({ jobId }: { readonly jobId: string }) {
  useLogsAhead();
  const tabs = JOB_TABS.map((tab) => ({ label: LABELS[tab], link: { to: jobTabRoutes[tab], params: { jobId } } }));
  return <PageTabs label="Job" tabs={tabs} />;
}

/** Loads the code of the page that is mostly gone to next, which on a slow line would be waited for. */
function useLogsAhead(): void {
  const router = useRouter();
  useEffect(() => {
    const timer = setTimeout(() => {
      const loading = router.loadRouteChunk(router.routesByPath[jobTabRoutes.logs]);
      loading?.catch((error: unknown) => console.warn("The logs' page could not be loaded ahead.", error));
    }, AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [router]);
}
