import { PRIORITIES, RESTART_POLICIES, type Job } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";
import { bodyOf, type FlatBody, type StartBody } from "../lib/startBody.ts";

/** The request that starts the same job again; its name is left out, because a live name is unique. */
export function startPayloadOf(job: Job): StartPayload {
  return {
    ...containerPart(job),
    preset_name: job.presetName,
    tags: [...job.tags],
    description: job.description,
    cluster_name: job.clusterName,
    org_name: job.orgName,
    project_name: job.projectName,
    pass_config: job.passConfig,
    privileged: job.privileged,
    // With a preset whose jobs take turns a timeout is refused.
    schedule_timeout: job.schedulerEnabled ? undefined : job.scheduleTimeoutSeconds,
    max_run_time_minutes: job.lifeSpanSeconds === undefined ? undefined : job.lifeSpanSeconds / 60,
    restart_policy: RESTART_POLICIES.find((policy) => policy === job.restartPolicy),
    priority: PRIORITIES.find((priority) => priority === job.priority),
    energy_schedule_name: job.energyScheduleName,
  };
}

/** Like {@link startPayloadOf}, with the resources of a job that brought its own. */
export function flatBodyOf(job: Job): FlatBody {
  const request = startPayloadOf(job);
  if (job.presetName !== undefined) return { request };
  const { schedulerEnabled, preemptibleNode } = job;
  return {
    request,
    own: {
      resources: resourcesPart(job),
      ...(schedulerEnabled && { scheduler_enabled: true }),
      ...(preemptibleNode && { preemptible_node: true }),
    },
  };
}

/** What to send to start the same job again, whatever it got its resources from. */
export function startBodyOf(job: Job): StartBody {
  return bodyOf(flatBodyOf(job));
}

function resourcesPart({ container: { resources } }: Job): NonNullable<FlatBody["own"]>["resources"] {
  const { tpu } = resources;
  const wire = {
    cpu: resources.cpu,
    memory: resources.memoryBytes,
    nvidia_gpu: resources.nvidiaGpu,
    nvidia_gpu_model: resources.nvidiaGpuModel,
    amd_gpu: resources.amdGpu,
    amd_gpu_model: resources.amdGpuModel,
    intel_gpu: resources.intelGpu,
    intel_gpu_model: resources.intelGpuModel,
    tpu: tpu && { type: tpu.type, software_version: tpu.softwareVersion },
  };
  const said = Object.entries(wire).filter(([, value]) => value !== undefined && value !== 0);
  return Object.fromEntries(said) as typeof wire;
}

function containerPart({ container }: Job): StartPayload {
  return {
    image: container.image,
    entrypoint: container.entrypoint,
    command: container.command,
    working_dir: container.workingDir,
    http: container.http && {
      port: container.http.port,
      requires_auth: container.http.requiresAuth,
      health_check_path: container.http.healthCheckPath,
    },
    env: { ...container.env },
    volumes: container.volumes.map((volume) => ({
      src_storage_uri: volume.storageUri,
      dst_path: volume.containerPath,
      read_only: volume.readOnly,
    })),
    secret_env: { ...container.secretEnv },
    secret_volumes: container.secretFiles.map((file) => ({
      src_secret_uri: file.secretUri,
      dst_path: file.containerPath,
    })),
    disk_volumes: container.diskVolumes.map((volume) => ({
      src_disk_uri: volume.diskUri,
      dst_path: volume.containerPath,
      read_only: volume.readOnly,
    })),
    tty: container.tty,
    resources: { shm: container.resources.shm },
  };
}
