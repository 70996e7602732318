import { PRIORITIES, RESTART_POLICIES, type Job } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";

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
