import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Capacity, PlatformConfigPayload } from "../../../contract/config.ts";
import { WITHOUT_CONTAINERS } from "./save.ts";
import type { PlatformServices } from "./services.ts";

/** `GET config` and `GET jobs/capacity`. */
export function addConfigRoutes(api: FastifyInstance, services: PlatformServices): void {
  api.get("/config", { config: { anonymous: true } }, (request): PlatformConfigPayload => {
    return request.authorized ? fullConfig(originOf(request), services) : { authorized: false, ...NO_OAUTH };
  });

  api.get("/jobs/capacity", (): Capacity => {
    const quotaLeft = services.quota.left(services.place.userName);
    const entries = services.presets.map((preset) => {
      const demand = {
        cpu: preset.cpu,
        memoryBytes: preset.memoryBytes,
        gpuCount: preset.nvidiaGpu?.count ?? 0,
        gpuModel: preset.nvidiaGpu?.model,
      };
      return [preset.name, Math.min(services.ledger.countOf(demand), quotaLeft)] as const;
    });
    return Object.fromEntries(entries);
  });
}

/** The token is given out by the server itself; clients of the public platform still read these fields. */
const NO_OAUTH = {
  auth_url: "",
  token_url: "",
  logout_url: "",
  client_id: "",
  audience: "",
  callback_urls: [],
  headless_callback_url: "",
};

/** The address that the client itself used. */
function originOf(request: FastifyRequest): string {
  const scheme = request.headers["x-forwarded-proto"] === "https" ? "https" : "http";
  return `${scheme}://${request.headers.host ?? ""}`;
}

function fullConfig(origin: string, services: PlatformServices): PlatformConfigPayload {
  const { place } = services;
  return {
    authorized: true,
    username: place.userName,
    orgs: [],
    clusters: [clusterOf(origin, services)],
    projects: [{ name: place.projectName, role: "owner", cluster_name: place.clusterName }],
    ...NO_OAUTH,
  };
}

function clusterOf(origin: string, services: PlatformServices): NonNullable<PlatformConfigPayload["clusters"]>[number] {
  const { engine, presetPayloads, place } = services;
  const api = `${origin}/api/v1`;
  return {
    name: place.clusterName,
    monitoring_url: `${api}/jobs`,
    registry_url: origin,
    storage_url: `${api}/storage`,
    secrets_url: `${api}/secrets`,
    disks_url: `${api}/disk`,
    buckets_url: `${api}/buckets`,
    users_url: api,
    orgs: [],
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    resource_pool_types: [machinePool(services)],
    resource_presets: [...presetPayloads],
    energy_schedules: [],
    storage_volumes: [],
    engine: {
      name: engine.name,
      unsupported: { ...engine.capabilities.unsupported, ...(engine.commit ? {} : { save: WITHOUT_CONTAINERS }) },
      images: engine.capabilities.images && [...engine.capabilities.images],
    },
  };
}

function machinePool({ resources, ledger }: PlatformServices) {
  const free = ledger.free();
  const [gpu] = resources.gpus;
  return {
    name: "machine",
    min_size: 1,
    max_size: 1,
    cpu: resources.cpu,
    available_cpu: free.cpu,
    memory: resources.memoryBytes,
    available_memory: free.memoryBytes,
    nvidia_gpu: gpu && { count: resources.gpus.length, model: gpu.model, memory: gpu.memoryBytes },
    is_preemptible: false,
  };
}
