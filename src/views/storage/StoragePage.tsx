import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { askerOf, canChangeProject } from "../../api/can.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { PageTabs } from "../../components/shell/PageTabs.tsx";
import { routes } from "../../paths.ts";
import { ProjectContext } from "./ProjectContext.ts";
import { ProjectPicker } from "./ProjectPicker.tsx";
import { TableSkeleton } from "./TableSkeleton.tsx";
import classes from "./StoragePage.module.css";

const TABS = [
  { to: routes.storage, label: "Files" },
  { to: routes.secrets, label: "Secrets" },
  { to: routes.disks, label: "Disks" },
] as const;

const route = getRouteApi("/app/storage");

/** What outlives jobs and can be given to them: files, secrets and disks of a project. */
export default function StoragePage() {
  const { project } = route.useSearch();
  return (
    <>
      <title>Storage · Jobdeck</title>
      <div className={classes.head}>
        <h1 className={classes.title}>Storage</h1>
        <ProjectPicker chosen={project} />
      </div>
      <PageTabs label="Storage" tabs={TABS.map(({ to, label }) => ({ label, link: { to, search: { project } } }))} />
      <Body chosen={project} />
    </>
  );
}

function Body({ chosen }: { readonly chosen: string | undefined }) {
  const { data: config, error, refetch } = useQuery(configQuery(useClient()));
  if (!config) return error ? <ErrorScreen error={error} retry={() => void refetch()} /> : <TableSkeleton />;
  const project = config.projects.find(({ name }) => chosen === undefined || name === chosen);
  if (!project && chosen !== undefined) {
    return (
      <MessageScreen tone="error" title="There is no such project" action={<Link to={routes.storage}>All files</Link>}>
        {chosen} is no project that you can see.
      </MessageScreen>
    );
  }
  if (!project) {
    return (
      <MessageScreen title="No project">
        You have no project on this platform, and files, secrets and disks belong to one.
      </MessageScreen>
    );
  }
  const { clusterName, name: projectName } = project;
  const mayChange = canChangeProject(askerOf(config), projectName);
  return (
    <ProjectContext value={{ clusterName, projectName, search: { project: chosen }, mayChange }}>
      <Outlet />
    </ProjectContext>
  );
}
