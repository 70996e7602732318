/** The tabs of a job's page; the first is the page's own address. */
export const JOB_TABS = ["overview", "logs", "terminal", "metrics"] as const;
export type JobTab = (typeof JOB_TABS)[number];

/** What the jobs of the list can be put together by. */
export const JOB_GROUPS = ["owner", "project", "preset", "status"] as const;
export type JobGroup = (typeof JOB_GROUPS)[number];

/** Route patterns of the app, for links (`<Link to={routes.jobLogs} params={{ jobId }}>`) and for the route tree. */
export const routes = {
  signIn: "/sign-in",
  jobs: "/jobs",
  start: "/start",
  top: "/top",
  cluster: "/cluster",
  storage: "/storage",
  secrets: "/storage/secrets",
  disks: "/storage/disks",
  logs: "/logs",
  job: "/jobs/$jobId",
  jobLogs: "/jobs/$jobId/logs",
  jobTerminal: "/jobs/$jobId/terminal",
  jobMetrics: "/jobs/$jobId/metrics",
  compare: "/compare",
} as const;

/** The route pattern of a tab of a job's page. */
export const jobTabRoutes = {
  overview: routes.job,
  logs: routes.jobLogs,
  terminal: routes.jobTerminal,
  metrics: routes.jobMetrics,
} as const satisfies Record<JobTab, string>;

/** Addresses that depend on what is shown. */
export const paths = {
  /** The page that shows jobs beside each other. */
  compare: (jobIds: readonly string[]) => `/compare?jobs=${jobIds.map(encodeURIComponent).join(",")}`,
} as const;

/** The full address of a job's page, to be sent to somebody. */
export function jobAddress(jobId: string): string {
  return `${window.location.origin}${routes.job.replace("$jobId", encodeURIComponent(jobId))}`;
}

/** How many jobs can be compared at once. */
export const MOST_COMPARED = 8;

/** The page that lays jobs over each other, for links (`<Link {...compare(ids)}>`); those beyond eight are left out. */
export function compare(jobIds: readonly string[]) {
  return { to: routes.compare, search: { jobs: [...new Set(jobIds)].slice(0, MOST_COMPARED).join() } } as const;
}
