import * as z from "zod/mini";
import { USER_ROLES } from "./roles.ts";
import { credits, maybe, withDefault } from "./scalars.ts";
import { MEBIBYTE } from "./sizes.ts";

const gpu = z.object({ count: z.number(), model: maybe(z.string()), memory: maybe(z.number()) });
export type Gpu = z.output<typeof gpu>;

/** What a job gets when it names this preset, and what that costs. */
export const preset = z.pipe(
  z.object({
    name: z.string(),
    credits_per_hour: withDefault(credits, 0),
    cpu: z.number(),
    memory: maybe(z.number()),
    memory_mb: maybe(z.number()),
    scheduler_enabled: withDefault(z.boolean(), false),
    preemptible_node: withDefault(z.boolean(), false),
    nvidia_gpu: maybe(gpu),
    amd_gpu: maybe(gpu),
    intel_gpu: maybe(gpu),
    tpu: maybe(z.object({ type: z.string(), software_version: z.string() })),
    resource_pool_names: withDefault(z.array(z.string()), []),
    available_resource_pool_names: withDefault(z.array(z.string()), []),
  }),
  z.transform((wire, context) => {
    const memoryBytes = wire.memory ?? (wire.memory_mb === undefined ? undefined : wire.memory_mb * MEBIBYTE);
    if (memoryBytes === undefined) {
      context.issues.push({ code: "custom", input: wire, path: ["memory"], message: "is required" });
      return z.NEVER;
    }
    return {
      name: wire.name,
      creditsPerHour: wire.credits_per_hour,
      cpu: wire.cpu,
      memoryBytes,
      schedulerEnabled: wire.scheduler_enabled,
      preemptibleNode: wire.preemptible_node,
      nvidiaGpu: wire.nvidia_gpu,
      amdGpu: wire.amd_gpu,
      intelGpu: wire.intel_gpu,
      tpu: wire.tpu && { type: wire.tpu.type, softwareVersion: wire.tpu.software_version },
      resourcePoolNames: wire.resource_pool_names,
      availableResourcePoolNames: wire.available_resource_pool_names,
    };
  }),
);
export type Preset = z.output<typeof preset>;
export type PresetPayload = z.input<typeof preset>;

const resourcePool = z.pipe(
  z.object({
    name: maybe(z.string()),
    min_size: maybe(z.number()),
    max_size: maybe(z.number()),
    cpu: maybe(z.number()),
    available_cpu: maybe(z.number()),
    memory: maybe(z.number()),
    available_memory: maybe(z.number()),
    disk_size: maybe(z.number()),
    nvidia_gpu: maybe(gpu),
    amd_gpu: maybe(gpu),
    intel_gpu: maybe(gpu),
    is_preemptible: withDefault(z.boolean(), false),
  }),
  z.transform((wire) => ({
    name: wire.name,
    minSize: wire.min_size,
    maxSize: wire.max_size,
    cpu: wire.cpu,
    availableCpu: wire.available_cpu,
    memoryBytes: wire.memory,
    availableMemoryBytes: wire.available_memory,
    diskBytes: wire.disk_size,
    nvidiaGpu: wire.nvidia_gpu,
    amdGpu: wire.amd_gpu,
    intelGpu: wire.intel_gpu,
    isPreemptible: wire.is_preemptible,
  })),
);

const energySchedule = z.pipe(
  z.object({
    name: z.string(),
    periods: withDefault(z.array(z.object({ weekday: z.number(), start_time: z.string(), end_time: z.string() })), []),
  }),
  z.transform((wire) => ({
    name: wire.name,
    periods: wire.periods.map((period) => ({
      weekday: period.weekday,
      startTime: period.start_time,
      endTime: period.end_time,
    })),
  })),
);

const storageVolume = z.pipe(
  z.object({ name: z.string(), credits_per_hour_per_gb: withDefault(credits, 0) }),
  z.transform((wire) => ({ name: wire.name, creditsPerHourPerGb: wire.credits_per_hour_per_gb })),
);

/**
 * What the engine behind a cluster cannot do: an addition of Jobdeck's own platform. Without it everything is allowed.
 * `unsupported` goes from the wire name of a start request's field to the reason as a sentence, `notes` from the name of
 * one that is honoured only in part to what is to be known of it. `own_prices` is what a job with its own resources costs.
 * An engine that `can_be_away` is asked for its health.
 */
const engine = z.pipe(
  z.object({
    name: z.string(),
    unsupported: withDefault(z.record(z.string(), z.string()), {}),
    notes: withDefault(z.record(z.string(), z.string()), {}),
    images: maybe(z.array(z.string())),
    can_be_away: z.optional(z.boolean()),
    own_prices: maybe(z.object({ credits_per_cpu_hour: credits, credits_per_gpu_hour: credits })),
  }),
  z.transform((wire) => ({
    name: wire.name,
    unsupported: wire.unsupported,
    notes: wire.notes,
    images: wire.images,
    canBeAway: wire.can_be_away ?? false,
    ownPrices: wire.own_prices && {
      creditsPerCpuHour: wire.own_prices.credits_per_cpu_hour,
      creditsPerGpuHour: wire.own_prices.credits_per_gpu_hour,
    },
  })),
);
export type EngineInfo = z.output<typeof engine>;

const clusterOrg = z.union([z.string(), z.object({ name: z.string() })]);

const cluster = z.pipe(
  z.object({
    name: z.string(),
    monitoring_url: z.string(),
    registry_url: maybe(z.string()),
    storage_url: maybe(z.string()),
    secrets_url: maybe(z.string()),
    disks_url: maybe(z.string()),
    buckets_url: maybe(z.string()),
    users_url: maybe(z.string()),
    grafana_url: maybe(z.string()),
    prometheus_url: maybe(z.string()),
    orgs: withDefault(z.array(clusterOrg), []),
    timezone: maybe(z.string()),
    location: maybe(z.string()),
    logo_url: maybe(z.string()),
    resource_pool_types: withDefault(z.array(resourcePool), []),
    resource_presets: withDefault(z.array(preset), []),
    energy_schedules: withDefault(z.array(energySchedule), []),
    storage_volumes: withDefault(z.array(storageVolume), []),
    engine: maybe(engine),
  }),
  z.transform((wire) => ({
    name: wire.name,
    monitoringUrl: wire.monitoring_url,
    registryUrl: wire.registry_url,
    storageUrl: wire.storage_url,
    secretsUrl: wire.secrets_url,
    disksUrl: wire.disks_url,
    bucketsUrl: wire.buckets_url,
    usersUrl: wire.users_url,
    grafanaUrl: wire.grafana_url,
    prometheusUrl: wire.prometheus_url,
    orgs: wire.orgs.map((org) => (typeof org === "string" ? org : org.name)),
    timezone: wire.timezone,
    location: wire.location,
    logoUrl: wire.logo_url,
    resourcePools: wire.resource_pool_types,
    presets: wire.resource_presets,
    energySchedules: wire.energy_schedules,
    storageVolumes: wire.storage_volumes,
    engine: wire.engine,
  })),
);
export type Cluster = z.output<typeof cluster>;

const project = z.pipe(
  z.object({ name: z.string(), role: maybe(z.string()), cluster_name: z.string(), org_name: maybe(z.string()) }),
  z.transform((wire) => ({
    name: wire.name,
    role: wire.role,
    clusterName: wire.cluster_name,
    orgName: wire.org_name,
  })),
);

const oauthFields = {
  auth_url: maybe(z.string()),
  token_url: maybe(z.string()),
  logout_url: maybe(z.string()),
  client_id: maybe(z.string()),
  audience: maybe(z.string()),
  callback_urls: withDefault(z.array(z.string()), []),
  headless_callback_url: maybe(z.string()),
  success_redirect_url: maybe(z.string()),
};

/** `GET API/config`: who asks and what there is. `username` and `role` are additions of Jobdeck's own platform. */
export const platformConfig = z.pipe(
  z.object({
    authorized: withDefault(z.boolean(), false),
    username: maybe(z.string()),
    // Another platform may mean something else by this name.
    role: z.catch(maybe(z.enum(USER_ROLES)), undefined),
    orgs: withDefault(z.array(z.object({ name: z.string(), role: maybe(z.string()) })), []),
    clusters: withDefault(z.array(cluster), []),
    projects: withDefault(z.array(project), []),
    admin_url: maybe(z.string()),
    vcluster_url: maybe(z.string()),
    ...oauthFields,
  }),
  z.transform((wire) => ({
    authorized: wire.authorized,
    username: wire.username,
    role: wire.role,
    orgs: wire.orgs,
    clusters: wire.clusters,
    projects: wire.projects,
    adminUrl: wire.admin_url,
    vclusterUrl: wire.vcluster_url,
    oauth: {
      authUrl: wire.auth_url,
      tokenUrl: wire.token_url,
      logoutUrl: wire.logout_url,
      clientId: wire.client_id,
      audience: wire.audience,
      callbackUrls: wire.callback_urls,
      headlessCallbackUrl: wire.headless_callback_url,
      successRedirectUrl: wire.success_redirect_url,
    },
  })),
);
export type PlatformConfig = z.output<typeof platformConfig>;
export type PlatformConfigPayload = z.input<typeof platformConfig>;

/** `GET MON/capacity`: how many more jobs of each preset could start right now. */
export const capacity = z.record(z.string(), z.number());
export type Capacity = z.output<typeof capacity>;
