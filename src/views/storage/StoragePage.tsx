import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { routes } from "../../paths.ts";
import { ProjectContext } from "./ProjectContext.ts";
import { TableSkeleton } from "./TableSkeleton.tsx";
import classes from "./StoragePage.module.css";

const TABS = [
  { to: routes.storage, label: "Files" },
  { to: routes.secrets, label: "Secrets" },
  { to: routes.disks, label: "Disks" },
] as const;

/** What outlives jobs and can be given to them: files, secrets and disks of the user's project. */
export default function StoragePage() {
  return (
    <>
      <title>Storage · Jobdeck</title>
      <h1 className={classes.title}>Storage</h1>
      <nav className={classes.tabs} aria-label="Storage">
        {TABS.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className={classes.tab}
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ "aria-current": "page" }}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Body />
    </>
  );
}

function Body() {
  const { data: config, error, refetch } = useQuery(configQuery(useClient()));
  if (!config) return error ? <ErrorScreen error={error} retry={() => void refetch()} /> : <TableSkeleton />;
  const [project] = config.projects;
  if (!project) {
    return (
      <MessageScreen title="No project">
        You have no project on this platform, and files, secrets and disks belong to one.
      </MessageScreen>
    );
  }
  return (
    <ProjectContext value={{ clusterName: project.clusterName, projectName: project.name }}>
      <Outlet />
    </ProjectContext>
  );
}
