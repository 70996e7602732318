import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import * as z from "zod/mini";
import { chartSearch } from "./components/charts/viewSearch.ts";
import { prepareLogWorker } from "./components/logs/spareWorker.ts";
import { CrashScreen } from "./components/shell/CrashScreen.tsx";
import { NotFoundScreen } from "./components/shell/NotFoundScreen.tsx";
import { Shell } from "./components/shell/Shell.tsx";
import { LEVEL_CHOICES } from "./lib/logStore/levelNames.ts";
import { JOB_GROUPS, routes } from "./paths.ts";
import { useSession } from "./state/session.ts";

const rootRoute = createRootRouteWithContext()({
  component: Outlet,
  notFoundComponent: NotFoundScreen,
  errorComponent: CrashScreen,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: routes.signIn,
  validateSearch: z.object({ next: z.catch(z.optional(z.string()), undefined) }),
  component: lazyRouteComponent(() => import("./views/signIn/SignInPage.tsx")),
});

/** Everything behind the token. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  beforeLoad: ({ location }) => {
    if (useSession.getState().status === "signed-in") return;
    // The router throws a redirect to leave: that is its documented way.
    throw redirect({ to: routes.signIn, search: location.pathname === "/" ? {} : { next: location.href } });
  },
  component: Shell,
});

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: routes.jobs, replace: true });
  },
});

const jobsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.jobs,
  validateSearch: z.object({
    /** What is looked for, in the language of src/lib/jobSearch. */
    q: z.catch(z.optional(z.string()), undefined),
    /** The column that the list is sorted by, with "-" before it downwards; absent means newest first. */
    sort: z.catch(z.optional(z.string()), undefined),
    /** What rows are put together by. */
    group: z.catch(z.optional(z.enum(JOB_GROUPS)), undefined),
    /** The id of the job that is shown beside the list. */
    preview: z.catch(z.optional(z.string()), undefined),
  }),
  component: lazyRouteComponent(() => import("./views/jobs/JobsPage.tsx")),
});

const startRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.start,
  // Every other parameter prefills a field: the page says which it cannot use.
  validateSearch: z.looseObject({
    /** The id of a job to start again: prefills the form. */
    from: z.catch(z.optional(z.string()), undefined),
  }),
  component: lazyRouteComponent(() => import("./views/start/StartPage.tsx")),
});

const topRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.top,
  validateSearch: z.object({
    /** Which running jobs, in the language of src/lib/jobSearch. */
    q: z.catch(z.optional(z.string()), undefined),
    /** The column that the table is sorted by, with "-" before it downwards; absent means the busiest first. */
    sort: z.catch(z.optional(z.string()), undefined),
    /** Rows are sums over the jobs of one; absent means a row a job. */
    by: z.catch(z.optional(z.enum(["owner", "project"])), undefined),
  }),
  component: lazyRouteComponent(() => import("./views/top/TopPage.tsx")),
});

const clusterRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.cluster,
  validateSearch: z.object({
    /** What use and cost are put together by; absent means by owner. */
    by: z.catch(z.optional(z.enum(["project", "preset"])), undefined),
    /** Whether use and cost are told by the week; absent means by the day. */
    per: z.catch(z.optional(z.enum(["week"])), undefined),
    /** How much of the past the curves show; absent means a day, or an hour where no more is known. */
    span: z.catch(z.optional(z.enum(["1h", "24h", "7d", "30d"])), undefined),
  }),
  component: lazyRouteComponent(() => import("./views/cluster/ClusterPage.tsx")),
});

const storageRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.storage,
  validateSearch: z.object({
    /** Whose files, secrets and disks; absent means those of the first project, one's own. */
    project: z.catch(z.optional(z.string()), undefined),
  }),
  component: lazyRouteComponent(() => import("./views/storage/StoragePage.tsx")),
});

const storageTabs = [
  createRoute({
    getParentRoute: () => storageRoute,
    path: "/",
    validateSearch: z.object({
      /** The names of the folders on the way to the one that is open; absent means the project's own. */
      folder: z.catch(z.optional(z.array(z.string())), undefined),
    }),
    component: lazyRouteComponent(() => import("./views/storage/FilesTab.tsx")),
  }),
  createRoute({
    getParentRoute: () => storageRoute,
    path: "/secrets",
    component: lazyRouteComponent(() => import("./views/storage/SecretsTab.tsx")),
  }),
  createRoute({
    getParentRoute: () => storageRoute,
    path: "/disks",
    component: lazyRouteComponent(() => import("./views/storage/DisksTab.tsx")),
  }),
] as const;

const compareRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.compare,
  validateSearch: z.object({
    /** Ids or names of the jobs, with commas between them. */
    jobs: z.catch(z.optional(z.string()), undefined),
    /** What lies over each other: the same moment, or the same time after each job's own start. */
    align: z.catch(z.optional(z.enum(["clock", "start"])), undefined),
    /** Whether each job has charts of its own; absent means that they lie over each other. */
    layout: z.catch(z.optional(z.enum(["side"])), undefined),
    ...chartSearch,
  }),
  component: lazyRouteComponent(() => import("./views/compare/ComparePage.tsx")),
});
/**
 * The worker of a log loads beside the page that shows it, as soon as a pointer is on the way there, and not again when
 * only what is searched for changes.
 */
const prepareLog = ({ cause }: { readonly cause: "enter" | "stay" | "preload" }) => {
  if (cause !== "stay") prepareLogWorker();
};

/** Where in a log somebody is; see src/lib/logAddress.ts. */
const logSearch = {
  q: z.catch(z.optional(z.string()), undefined),
  regex: z.catch(z.optional(z.boolean()), undefined),
  case: z.catch(z.optional(z.boolean()), undefined),
  word: z.catch(z.optional(z.boolean()), undefined),
  only: z.catch(z.optional(z.int().check(z.minimum(0), z.maximum(1000))), undefined),
  level: z.catch(z.optional(z.array(z.enum(LEVEL_CHOICES))), undefined),
  mark: z.catch(z.optional(z.array(z.string())), undefined),
  since: z.catch(z.optional(z.string()), undefined),
  until: z.catch(z.optional(z.string()), undefined),
  // A line alone looks like a number in the address.
  line: z.catch(z.optional(z.pipe(z.union([z.string(), z.number()]), z.transform(String))), undefined),
};

const jobRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.job,
  component: lazyRouteComponent(() => import("./views/job/JobPage.tsx")),
});

const logsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: routes.logs,
  validateSearch: z.object({
    /** The ids of the jobs, with commas between them. */
    jobs: z.catch(z.optional(z.string()), undefined),
    /** Put together by time; absent means side by side. */
    by: z.catch(z.optional(z.enum(["time"])), undefined),
    ...logSearch,
  }),
  beforeLoad: prepareLog,
  component: lazyRouteComponent(() => import("./views/logs/LogsPage.tsx")),
});

const jobTabs = [
  createRoute({
    getParentRoute: () => jobRoute,
    path: "/",
    component: lazyRouteComponent(() => import("./views/job/OverviewTab.tsx")),
  }),
  createRoute({
    getParentRoute: () => jobRoute,
    path: "/logs",
    validateSearch: z.object(logSearch),
    beforeLoad: prepareLog,
    component: lazyRouteComponent(() => import("./views/job/LogsTab.tsx")),
  }),
  createRoute({
    getParentRoute: () => jobRoute,
    path: "/terminal",
    component: lazyRouteComponent(() => import("./views/job/TerminalTab.tsx")),
  }),
  createRoute({
    getParentRoute: () => jobRoute,
    path: "/metrics",
    validateSearch: z.object(chartSearch),
    component: lazyRouteComponent(() => import("./views/job/MetricsTab.tsx")),
  }),
] as const;

const routeTree = rootRoute.addChildren([
  signInRoute,
  appRoute.addChildren([
    homeRoute,
    jobsRoute,
    startRoute,
    topRoute,
    clusterRoute,
    storageRoute.addChildren([...storageTabs]),
    compareRoute,
    jobRoute.addChildren([...jobTabs]),
    logsRoute,
  ]),
]);

/** The app's router: every page, the schema of its search params, its lazy chunk. */
export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  // A page that fails leaves the frame around it.
  defaultErrorComponent: CrashScreen,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
