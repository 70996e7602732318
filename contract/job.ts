import * as z from "zod/mini";
import { container } from "./container.ts";
import { credits, isoTime, maybe, withDefault } from "./scalars.ts";
import { jobStatus } from "./status.ts";

/** When a job is started again (JobRestartPolicy of the references). */
export const RESTART_POLICIES = ["never", "on-failure", "always"] as const;
export type RestartPolicy = (typeof RESTART_POLICIES)[number];

/** In which order waiting jobs start (JobPriority of the references), first to start last in the list. */
export const PRIORITIES = ["low", "normal", "high"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** One status transition (JobStatusItem of the references). */
const statusItem = z.pipe(
  z.object({
    status: jobStatus,
    transition_time: isoTime,
    reason: maybe(z.string()),
    description: maybe(z.string()),
    exit_code: maybe(z.number()),
  }),
  z.transform((wire) => ({
    status: wire.status,
    transitionTimeMs: wire.transition_time,
    reason: wire.reason,
    description: wire.description,
    exitCode: wire.exit_code,
  })),
);
export type StatusItem = z.output<typeof statusItem>;

/** A job's status in detail (JobStatusHistory of the references). */
const statusHistory = z.pipe(
  z.object({
    status: maybe(jobStatus),
    reason: maybe(z.string()),
    description: maybe(z.string()),
    created_at: isoTime,
    started_at: maybe(isoTime),
    finished_at: maybe(isoTime),
    exit_code: maybe(z.number()),
    restarts: withDefault(z.number(), 0),
    run_time_seconds: maybe(z.number()),
  }),
  z.transform((wire) => ({
    status: wire.status,
    reason: wire.reason,
    description: wire.description,
    createdAtMs: wire.created_at,
    startedAtMs: wire.started_at,
    finishedAtMs: wire.finished_at,
    exitCode: wire.exit_code,
    restarts: wire.restarts,
    runTimeSeconds: wire.run_time_seconds,
  })),
);

/** Since when a running job has done next to nothing; an addition of Jobdeck's own platform. */
const idleness = z.pipe(
  z.object({ cpu_since: maybe(isoTime), gpu_since: maybe(isoTime) }),
  z.transform((wire) => ({ cpuSinceMs: wire.cpu_since, gpuSinceMs: wire.gpu_since })),
);

const jobObject = z.object({
  id: z.string(),
  owner: z.string(),
  cluster_name: z.string(),
  org_name: maybe(z.string()),
  project_name: maybe(z.string()),
  namespace: maybe(z.string()),
  org_project_hash: maybe(z.string()),
  uri: z.string(),
  status: jobStatus,
  statuses: withDefault(z.array(statusItem), []),
  history: statusHistory,
  container,
  name: maybe(z.string()),
  description: maybe(z.string()),
  tags: withDefault(z.array(z.string()), []),
  preset_name: maybe(z.string()),
  http_url: maybe(z.string()),
  http_url_named: maybe(z.string()),
  ssh_server: maybe(z.string()),
  internal_hostname: maybe(z.string()),
  internal_hostname_named: maybe(z.string()),
  scheduler_enabled: maybe(z.boolean()),
  preemptible_node: maybe(z.boolean()),
  is_preemptible: maybe(z.boolean()),
  is_preemptible_node_required: maybe(z.boolean()),
  pass_config: withDefault(z.boolean(), false),
  privileged: withDefault(z.boolean(), false),
  restart_policy: withDefault(z.string(), "never"),
  priority: maybe(z.string()),
  max_run_time_minutes: maybe(z.number()),
  schedule_timeout: maybe(z.number()),
  energy_schedule_name: maybe(z.string()),
  materialized: withDefault(z.boolean(), false),
  being_dropped: withDefault(z.boolean(), false),
  logs_removed: withDefault(z.boolean(), false),
  total_price_credits: withDefault(credits, 0),
  price_credits_per_hour: withDefault(credits, 0),
  idle: maybe(idleness),
});

/** A job as the platform describes it (JobDescription of the references). */
export const job = z.pipe(
  jobObject,
  z.transform((wire) => ({
    id: wire.id,
    owner: wire.owner,
    clusterName: wire.cluster_name,
    orgName: wire.org_name,
    projectName: wire.project_name,
    namespace: wire.namespace,
    orgProjectHash: wire.org_project_hash,
    uri: wire.uri,
    status: wire.status,
    /** Every transition, oldest first (JobStatusHistory.transitions of the references). */
    transitions: wire.statuses,
    history: wire.history,
    container: wire.container,
    name: wire.name,
    description: wire.description,
    tags: wire.tags,
    presetName: wire.preset_name,
    /** The job's own web page; the address by name is preferred. */
    httpUrl: wire.http_url_named ?? wire.http_url,
    /** Internal to platforms that have one, as the references say; exec and port_forward are the way in. */
    sshServer: wire.ssh_server,
    internalHostname: wire.internal_hostname,
    internalHostnameNamed: wire.internal_hostname_named,
    schedulerEnabled: wire.scheduler_enabled ?? wire.is_preemptible ?? false,
    preemptibleNode: wire.preemptible_node ?? wire.is_preemptible_node_required ?? false,
    passConfig: wire.pass_config,
    privileged: wire.privileged,
    restartPolicy: wire.restart_policy,
    priority: wire.priority,
    lifeSpanSeconds: wire.max_run_time_minutes === undefined ? undefined : wire.max_run_time_minutes * 60,
    scheduleTimeoutSeconds: wire.schedule_timeout,
    energyScheduleName: wire.energy_schedule_name,
    materialized: wire.materialized,
    beingDropped: wire.being_dropped,
    logsRemoved: wire.logs_removed,
    totalPriceCredits: wire.total_price_credits,
    pricePerHourCredits: wire.price_credits_per_hour,
    /** Only of running jobs that have idled for long (ten minutes unless the operator says otherwise). */
    idle: wire.idle,
  })),
);
export type Job = z.output<typeof job>;
/** A job as it travels. */
export type JobPayload = z.input<typeof job>;

/** `GET API/jobs` without the NDJSON header. */
export const jobList = z.object({ jobs: z.array(job) });
