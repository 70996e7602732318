import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useNavigate, useParams } from "@tanstack/react-router";
import { canStart } from "../../api/can.ts";
import { compare, jobTabRoutes, routes } from "../../paths.ts";
import { askForShell, toggleDock } from "../../state/dock.ts";
import { showPalette } from "../../state/palette.ts";
import { signOut } from "../../state/session.ts";
import { useAsker } from "../jobs/useCan.ts";
import type { Command } from "./findItems.ts";

/** All that can be done from here, the job on the screen first. */
export function useCommands(): readonly Command[] {
  const jobId = useParams({ strict: false, select: (params: { jobId?: string }) => params.jobId });
  return [...useJobCommands(jobId), ...usePageCommands(), ...useLookCommands(jobId)];
}

const JOB_TAB_COMMANDS = [
  { tab: "overview", label: "Overview", shortcut: "goOverview" },
  { tab: "logs", label: "Logs", also: "output", shortcut: "goLogs" },
  { tab: "metrics", label: "Metrics", also: "charts usage", shortcut: "goMetrics" },
  { tab: "terminal", label: "Terminal", shortcut: "goTerminal" },
] as const;

function useJobCommands(jobId: string | undefined): readonly Command[] {
  const navigate = useNavigate();
  if (jobId === undefined) return [];
  const group = "This job";
  return [
    ...JOB_TAB_COMMANDS.map(({ tab, ...command }) => ({
      ...{ ...command, id: `tab ${tab}`, group },
      run: () => void navigate({ to: jobTabRoutes[tab], params: { jobId } }),
    })),
    {
      ...{ id: "shell", group, label: "Open a shell in it", also: "exec terminal", shortcut: "shell" },
      run: () => askForShell({ jobId, isHasty: true }),
    },
    {
      ...{ id: "again", group, label: "Edit and run it again", also: "rerun start" },
      run: () => void navigate({ to: routes.start, search: { from: jobId } }),
    },
    {
      ...{ id: "compare", group, label: "Compare it with others", also: "charts" },
      run: () => void navigate(compare([jobId])),
    },
  ];
}

const PAGES = [
  { to: routes.jobs, label: "Jobs", also: "list", shortcut: "goJobs" },
  { to: routes.top, label: "Top", also: "usage running", shortcut: "goTop" },
  { to: routes.cluster, label: "Cluster", also: "capacity cost queue presets", shortcut: "goCluster" },
  { to: routes.storage, label: "Storage", also: "files", shortcut: "goStorage" },
  { to: routes.secrets, label: "Secrets", also: "storage" },
  { to: routes.disks, label: "Disks", also: "storage" },
] as const;

function usePageCommands(): readonly Command[] {
  const navigate = useNavigate();
  const mayStart = canStart(useAsker()).allowed;
  const pages: Command[] = PAGES.map(({ to, ...page }) => ({
    ...{ ...page, id: to, group: "Go to" },
    run: () => void navigate({ to }),
  }));
  if (!mayStart) return pages;
  const run = () => void navigate({ to: routes.start });
  return [...pages, { id: "start", group: "Do", label: "Start a job", also: "run new", shortcut: "goStart", run }];
}

function useLookCommands(jobId: string | undefined): readonly Command[] {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme("light") === "dark" ? "light" : "dark";
  const group = "Do";
  return [
    ...(jobId === undefined
      ? [
          {
            ...{
              id: "shell",
              group,
              label: "Open a shell in a job",
              also: "exec terminal",
              shortcut: "shell" as const,
            },
            run: () => askForShell({ jobId: undefined }),
          },
        ]
      : []),
    {
      ...{ id: "dock", group, label: "Show or hide the terminals", also: "dock shell", shortcut: "dock" },
      run: () => toggleDock(jobId),
    },
    {
      ...{ id: "scheme", group, label: `Use the ${other} colours`, also: "theme dark light mode colors" },
      run: () => setColorScheme(other),
    },
    {
      ...{ id: "auto", group, label: "Use the colours of the system", also: "theme auto mode colors" },
      run: () => setColorScheme("auto"),
    },
    {
      ...{ id: "help", group, label: "List all keyboard shortcuts", also: "keys help", shortcut: "help" },
      run: () => showPalette("shortcuts"),
    },
    { id: "leave", group, label: "Sign out", also: "log out leave", run: () => signOut("signed-out") },
  ];
}
