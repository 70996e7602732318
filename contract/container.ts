import * as z from "zod/mini";
import { maybe, withDefault } from "./scalars.ts";
import { MEBIBYTE } from "./sizes.ts";

/** A TPU request (Resources.tpu_type and tpu_software_version of the references). */
const tpu = z.pipe(
  z.object({ type: z.string(), software_version: z.string() }),
  z.transform((wire) => ({ type: wire.type, softwareVersion: wire.software_version })),
);

/** What a container asks for (Resources of the references). */
export const resources = z.pipe(
  z.object({
    cpu: z.number(),
    memory: maybe(z.number()),
    memory_mb: maybe(z.number()),
    shm: maybe(z.boolean()),
    nvidia_gpu: maybe(z.number()),
    nvidia_gpu_model: maybe(z.string()),
    amd_gpu: maybe(z.number()),
    amd_gpu_model: maybe(z.string()),
    intel_gpu: maybe(z.number()),
    intel_gpu_model: maybe(z.string()),
    gpu: maybe(z.number()),
    gpu_model: maybe(z.string()),
    tpu: maybe(tpu),
  }),
  z.transform((wire, context) => {
    const memoryBytes = wire.memory ?? (wire.memory_mb === undefined ? undefined : wire.memory_mb * MEBIBYTE);
    if (memoryBytes === undefined) {
      context.issues.push({ code: "custom", input: wire, path: ["memory"], message: "is required" });
      return z.NEVER;
    }
    return {
      /** Cores, fractions allowed. */
      cpu: wire.cpu,
      memoryBytes,
      shm: wire.shm ?? false,
      nvidiaGpu: wire.nvidia_gpu ?? wire.gpu,
      nvidiaGpuModel: wire.nvidia_gpu_model ?? wire.gpu_model,
      amdGpu: wire.amd_gpu,
      amdGpuModel: wire.amd_gpu_model,
      intelGpu: wire.intel_gpu,
      intelGpuModel: wire.intel_gpu_model,
      tpu: wire.tpu,
    };
  }),
);
export type Resources = z.output<typeof resources>;

/** A port served by the job (HTTPPort of the references). */
export const httpPort = z.pipe(
  z.object({
    port: z.number(),
    requires_auth: withDefault(z.boolean(), false),
    health_check_path: maybe(z.string()),
  }),
  z.transform((wire) => ({
    port: wire.port,
    requiresAuth: wire.requires_auth,
    healthCheckPath: wire.health_check_path,
  })),
);

/** A storage folder in the container (Volume of the references). */
export const volume = z.pipe(
  z.object({ src_storage_uri: z.string(), dst_path: z.string(), read_only: withDefault(z.boolean(), true) }),
  z.transform((wire) => ({
    storageUri: wire.src_storage_uri,
    containerPath: wire.dst_path,
    readOnly: wire.read_only,
  })),
);
export type Volume = z.output<typeof volume>;

/** A secret as a file in the container (SecretFile of the references). */
export const secretFile = z.pipe(
  z.object({ src_secret_uri: z.string(), dst_path: z.string() }),
  z.transform((wire) => ({ secretUri: wire.src_secret_uri, containerPath: wire.dst_path })),
);
export type SecretFile = z.output<typeof secretFile>;

/** A disk in the container (DiskVolume of the references). */
export const diskVolume = z.pipe(
  z.object({ src_disk_uri: z.string(), dst_path: z.string(), read_only: withDefault(z.boolean(), true) }),
  z.transform((wire) => ({ diskUri: wire.src_disk_uri, containerPath: wire.dst_path, readOnly: wire.read_only })),
);
export type DiskVolume = z.output<typeof diskVolume>;

const stringMap = z.record(z.string(), z.string());

/** Image, environment and resources of a job (Container of the references). */
export const container = z.pipe(
  z.object({
    image: z.string(),
    entrypoint: maybe(z.string()),
    command: maybe(z.string()),
    working_dir: maybe(z.string()),
    env: withDefault(stringMap, {}),
    volumes: withDefault(z.array(volume), []),
    secret_env: withDefault(stringMap, {}),
    secret_volumes: withDefault(z.array(secretFile), []),
    disk_volumes: withDefault(z.array(diskVolume), []),
    tty: withDefault(z.boolean(), false),
    http: maybe(httpPort),
    resources,
  }),
  z.transform((wire) => ({
    image: wire.image,
    entrypoint: wire.entrypoint,
    command: wire.command,
    workingDir: wire.working_dir,
    env: wire.env,
    volumes: wire.volumes,
    secretEnv: wire.secret_env,
    secretFiles: wire.secret_volumes,
    diskVolumes: wire.disk_volumes,
    tty: wire.tty,
    http: wire.http,
    resources: wire.resources,
  })),
);
export type Container = z.output<typeof container>;
/** A container as it travels. */
export type ContainerPayload = z.input<typeof container>;
