import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Capacity, PlatformConfigPayload } from "../../../contract/config.ts";
import type { Person } from "../../http/auth.ts";
import { personOf } from "../../http/backend.ts";
import { CLUSTER_NAME } from "../place.ts";
import { OWN_PRICES } from "../presets.ts";
import { WITHOUT_CONTAINERS } from "./save.ts";
import type { PlatformServices } from "./services.ts";

const WITHOUT_SUSPEND = "Jobs cannot be suspended here: those that take turns run to their end.";

/** `GET config` and `GET jobs/capacity`. */
export function addConfigRoutes(api: FastifyInstance, services: PlatformServices): void {
  api.get("/config", { config: { anonymous: true } }, (request): PlatformConfigPayload => {
    return request.person
      ? fullConfig(originOf(request), request.person, services)
      : { authorized: false, ...NO_OAUTH };
  });

  api.get("/jobs/capacity", (request): Capacity => {
    const quotaLeft = services.quota.left(personOf(request).name);
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

function fullConfig(origin: string, person: Person, services: PlatformServices): PlatformConfigPayload {
  const others = services.people.names().filter((name) => name !== person.name);
  return {
    authorized: true,
    username: person.name,
    role: person.role,
    orgs: [],
    clusters: [clusterOf(origin, services)],
    // Clients that are told no project take the first.
    projects: [person.name, ...others].map((name) => ({
      name,
      role: projectRole(person, name),
      cluster_name: CLUSTER_NAME,
    })),
    ...NO_OAUTH,
  };
}

/** What a person is in a project, in the public platform's words: everybody sees all of them. */
function projectRole({ name, role }: Person, projectName: string): "reader" | "writer" | "manager" {
  if (role === "manager") return "manager";
  return role === "user" && name === projectName ? "writer" : "reader";
}

function clusterOf(origin: string, services: PlatformServices): NonNullable<PlatformConfigPayload["clusters"]>[number] {
  const { engine, presetPayloads } = services;
  const api = `${origin}/api/v1`;
  return {
    name: CLUSTER_NAME,
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
      unsupported: {
        ...(engine.commit ? {} : { save: WITHOUT_CONTAINERS }),
        ...(engine.suspend ? {} : { suspend: WITHOUT_SUSPEND }),
        ...engine.capabilities.unsupported,
      },
      notes: { ...engine.capabilities.notes },
      images: engine.capabilities.images && [...engine.capabilities.images],
      own_prices: OWN_PRICES,
      can_be_away: engine.health !== undefined,
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
