import type { Preset } from "../../contract/config.ts";
import type { ContainerPayload, Resources } from "../../contract/container.ts";
import { MEBIBYTE } from "../../contract/sizes.ts";
import type { StartRequest } from "../../contract/start.ts";

/** What a preset gives a job, as it travels. */
export function presetResources(preset: Preset, shm: boolean): ContainerPayload["resources"] {
  return {
    cpu: preset.cpu,
    memory: preset.memoryBytes,
    memory_mb: Math.floor(preset.memoryBytes / MEBIBYTE),
    shm,
    nvidia_gpu: preset.nvidiaGpu?.count,
    nvidia_gpu_model: preset.nvidiaGpu?.model,
  };
}

/** Resources as they travel back. */
export function resourcesPayload(resources: Resources): ContainerPayload["resources"] {
  return {
    cpu: resources.cpu,
    memory: resources.memoryBytes,
    memory_mb: Math.floor(resources.memoryBytes / MEBIBYTE),
    shm: resources.shm,
    nvidia_gpu: resources.nvidiaGpu,
    nvidia_gpu_model: resources.nvidiaGpuModel,
  };
}

/** The container as it travels back: what was asked for, defaults filled in, nothing that was left out. */
export function containerPayload(request: StartRequest, resources: ContainerPayload["resources"]): ContainerPayload {
  const { http } = request;
  return {
    image: request.image,
    entrypoint: request.entrypoint,
    command: request.command,
    working_dir: request.workingDir,
    env: request.env,
    volumes: request.volumes.map((volume) => ({
      src_storage_uri: volume.storageUri,
      dst_path: volume.containerPath,
      read_only: volume.readOnly,
    })),
    secret_env: request.secretEnv,
    secret_volumes: request.secretFiles.map((file) => ({
      src_secret_uri: file.secretUri,
      dst_path: file.containerPath,
    })),
    disk_volumes: request.diskVolumes.map((disk) => ({
      src_disk_uri: disk.diskUri,
      dst_path: disk.containerPath,
      read_only: disk.readOnly,
    })),
    tty: request.tty,
    http: http && {
      port: http.port,
      requires_auth: http.requiresAuth,
      health_check_path: http.healthCheckPath,
    },
    resources,
  };
}
