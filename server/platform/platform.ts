import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Engine, Handle } from "../engines/engine.ts";
import type { Backend } from "../http/backend.ts";
import { systemClock, type Clock } from "./clock.ts";
import { createDisks } from "./disks.ts";
import { createExecSessions } from "./execSessions.ts";
import { createJobEvents } from "./jobEvents.ts";
import { jobPayload } from "./jobPayload.ts";
import type { JobRecord } from "./jobRecord.ts";
import { createJobsService } from "./jobsService.ts";
import { createJobsQuota } from "./jobsQuota.ts";
import { createLedger } from "./ledger.ts";
import { createMaterials } from "./materials.ts";
import { createPeople } from "./people.ts";
import { loadPresets, readPreset } from "./presets.ts";
import { addConfigRoutes } from "./routes/config.ts";
import { addExecSessionRoutes } from "./routes/execSessions.ts";
import { addJobRoutes } from "./routes/jobs.ts";
import { addMonitoringRoutes } from "./routes/monitoring.ts";
import { addDiskRoutes } from "./routes/disks.ts";
import { addSaveRoute } from "./routes/save.ts";
import { addSecretRoutes } from "./routes/secrets.ts";
import type { PlatformServices } from "./routes/services.ts";
import { addStorageRoutes } from "./routes/storage.ts";
import { createScheduler } from "./scheduler.ts";
import { openSecretBox } from "./secretBox.ts";
import { createSecrets } from "./secrets.ts";
import { attachSocket } from "./sockets/attach.ts";
import { execSocket } from "./sockets/exec.ts";
import { execStartSocket } from "./sockets/execStart.ts";
import { logSocket } from "./sockets/logs.ts";
import { portForwardSocket } from "./sockets/portForward.ts";
import { topSocket } from "./sockets/top.ts";
import { openDatabase } from "./store/database.ts";
import { createDiskStore } from "./store/disks.ts";
import { createJobStore } from "./store/jobs.ts";
import { createSecretStore } from "./store/secrets.ts";

export interface PlatformOptions {
  /** Folder of the database and of `presets.json`. */
  readonly dataDir: string;
  readonly engine: Engine;
  /** Passed to jobs that ask for it. */
  readonly token: string;
  readonly userName: string;
  readonly log: Logger;
  /** The machine's own when left out. */
  readonly clock?: Clock;
  /** How many jobs of one user may run at a time; 0 or left out: as many as there is room for. */
  readonly jobsQuota?: number;
  /** How long jobs that take turns run while others wait; half a minute when left out. */
  readonly turnMs?: number;
}

/**
 * Our own Jobs platform over one engine. Closing it closes the engine too; jobs run on.
 * @throws ConfigError when the data folder or its presets cannot be used; EngineError when the engine does not answer
 */
export async function createPlatform(options: PlatformOptions): Promise<Backend> {
  const { engine, log, clock = systemClock } = options;
  const resources = await engine.probe();
  const presetPayloads = loadPresets(join(options.dataDir, "presets.json"), resources);
  const secretBox = openSecretBox(options.dataDir);
  const database = openDatabase(options.dataDir);
  const store = createJobStore(database.db);
  const events = createJobEvents();
  const quota = createJobsQuota(options.jobsQuota ?? 0);
  const ledger = createLedger(resources);
  const scheduler = createScheduler({ ledger, quota, clock, turnMs: options.turnMs });
  const presets = presetPayloads.map(readPreset);
  const found = new Map<string, Handle>();
  const secrets = createSecrets(createSecretStore(database.db), secretBox);
  const liveJobs = () => store.live();
  const disks = createDisks({ dataDir: options.dataDir, store: createDiskStore(database.db), liveJobs, clock, log });
  const storageDir = join(options.dataDir, "storage");
  const uploadsDir = join(options.dataDir, "uploads");
  mkdirSync(storageDir, { recursive: true, mode: 0o700 });
  // What uploads have left that an earlier server did not live to end.
  rmSync(uploadsDir, { recursive: true, force: true });
  const materials = createMaterials({ secrets, disks, storageDir });
  let origin = "";

  const jobs = createJobsService({
    ...{ engine, store, scheduler, quota, clock, log, events },
    changed: (jobId) => events.changed(jobId),
    findRun: (runId) => found.get(runId),
    materialsOf: (job) => materials.resolve(job),
    environmentOf: (job) => (job.spec.passConfig ? passedConfig(job, options.token, origin) : {}),
  });
  const services: PlatformServices = {
    ...{ jobs, store, events, engine, resources, ledger, quota, presets, presetPayloads, clock },
    execSessions: createExecSessions(clock),
    ...{ secrets, disks, storageDir, uploadsDir },
    accept: { presets, capabilities: engine.capabilities, materials },
    encode: (job) => jobPayload(job, clock.now(), scheduler.explain(job.id)),
  };

  /** Finds what earlier servers started, and ends what no job knows of: nobody else ever would. */
  async function findRuns(): Promise<void> {
    for (const { runId, handle } of (await engine.list?.()) ?? []) {
      found.set(runId, handle);
      if (store.knowsRun(runId)) continue;
      engine
        .remove(handle)
        .catch((error: unknown) => log.error({ err: error, runId }, "a stray run could not be ended"));
    }
  }

  let beginning = Promise.resolve();
  return {
    identify: createPeople(options.token, options.userName),
    sockets: SOCKETS.map((route) => route(services)),
    addRoutes(api) {
      addConfigRoutes(api, services);
      addJobRoutes(api, services);
      addMonitoringRoutes(api, services);
      addExecSessionRoutes(api, services);
      addSaveRoute(api, services);
      addSecretRoutes(api, services);
      addStorageRoutes(api, services);
      addDiskRoutes(api, services);
    },
    begin(reachableAt) {
      origin = reachableAt;
      disks.begin();
      beginning = findRuns()
        .catch((error: unknown) => log.error({ err: error }, "runs of an earlier server could not be listed"))
        .then(() => jobs.begin())
        .catch((error: unknown) => log.error({ err: error }, "jobs of an earlier server could not be taken over"));
    },
    async close() {
      await beginning;
      await jobs.close();
      await disks.close();
      await engine.close();
      database.close();
    },
  };
}

const SOCKETS = [logSocket, topSocket, attachSocket, execSocket, execStartSocket, portForwardSocket];

/** What a job needs to call this API itself (PROTOCOL.md, `pass_config`). */
function passedConfig(job: JobRecord, token: string, origin: string): Record<string, string> {
  const config = {
    token,
    cluster: job.clusterName,
    org_name: job.orgName ?? null,
    project_name: job.projectName,
    url: `${origin}/api/v1`,
  };
  return { APOLO_PASSED_CONFIG: Buffer.from(JSON.stringify(config)).toString("base64") };
}
