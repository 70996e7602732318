import { Link } from "@tanstack/react-router";
import { JOB_TABS, jobTabRoutes, type JobTab } from "../../paths.ts";
import classes from "./JobPage.module.css";

const LABELS: Record<JobTab, string> = {
  overview: "Overview",
  logs: "Logs",
  terminal: "Terminal",
  metrics: "Metrics",
};

/**
 * The job's pages. They are links with addresses of their own, so a navigation says what they are; the roles of a tab
 * list would promise keys and panels that a change of page does not have.
 */
export function JobTabs({ jobId }: { readonly jobId: string }) {
  return (
    <nav className={classes.tabs} aria-label="Job">
      {JOB_TABS.map((tab) => (
        <Link
          key={tab}
          to={jobTabRoutes[tab]}
          params={{ jobId }}
          className={classes.tab}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ "aria-current": "page" }}
        >
          {LABELS[tab]}
        </Link>
      ))}
    </nav>
  );
}
