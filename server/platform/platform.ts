import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { isFinished } from "../../contract/status.ts";
import type { Engine } from "../engines/engine.ts";
import type { Backend } from "../http/backend.ts";
import { systemClock, type Clock } from "./clock.ts";
import { createClusterWatch } from "./cluster/clusterWatch.ts";
import { createDisks } from "./disks.ts";
import { createEarlierRuns } from "./earlierRuns.ts";
import { createExecSessions } from "./execSessions.ts";
import { createTelemetryLog } from "./history/history.ts";
import { createIdleWatch } from "./idleWatch.ts";
import { createJobEvents } from "./jobEvents.ts";
import { jobPayload, PAYLOAD_FORM } from "./jobPayload.ts";
import { jobTelemetry } from "./jobTelemetry.ts";
import type { JobRecord } from "./jobRecord.ts";
import { createJobListing } from "./jobListing.ts";
import { createJobsService } from "./jobsService.ts";
import { createJobsQuota } from "./jobsQuota.ts";
import { createLedger } from "./ledger.ts";
import { addressesFor, pageAddresses } from "./pages/addresses.ts";
import { createPages } from "./pages/pages.ts";
import { createWebSessions } from "./pages/webSessions.ts";
import { createLiveTelemetry } from "./liveTelemetry.ts";
import { createMaterials } from "./materials.ts";
import { createOffer } from "./offer.ts";
import { createPeople } from "./people.ts";
import { guardRoutes, guardSocket } from "./permissions.ts";
import { projectFor } from "./projectRights.ts";
import { addClusterRoutes } from "./routes/cluster.ts";
import { addConfigRoutes } from "./routes/config.ts";
import { addEngineRoutes } from "./routes/engine.ts";
import { addExecSessionRoutes } from "./routes/execSessions.ts";
import { addJobRoutes } from "./routes/jobs.ts";
import { addMonitoringRoutes } from "./routes/monitoring.ts";
import { addDiskRoutes } from "./routes/disks.ts";
import { addSaveRoute } from "./routes/save.ts";
import { addSecretRoutes } from "./routes/secrets.ts";
import type { PlatformServices } from "./routes/services.ts";
import { addStorageRoutes } from "./routes/storage.ts";
import { addTelemetryRoute } from "./routes/telemetry.ts";
import { addUsageRoute } from "./routes/usage.ts";
import { addWebSessionRoute } from "./routes/webSession.ts";
import { createStartNotes } from "./startNotes.ts";
import { createScheduler } from "./scheduler.ts";
import { openSecretBox } from "./secretBox.ts";
import { createSecrets } from "./secrets.ts";
import { createShells } from "./shells/shells.ts";
import { createSilentWatch } from "./silentWatch.ts";
import { attachSocket } from "./sockets/attach.ts";
import { execSocket } from "./sockets/exec.ts";
import { execStartSocket } from "./sockets/execStart.ts";
import { logSocket } from "./sockets/logs.ts";
import { portForwardSocket } from "./sockets/portForward.ts";
import { topSocket } from "./sockets/top.ts";
import { topManySocket } from "./sockets/topMany.ts";
import { createClusterHistoryStore } from "./store/clusterHistory.ts";
import { openDatabase } from "./store/database.ts";
import { createDiskStore } from "./store/disks.ts";
import { createEncodedJobs } from "./store/encodedJobs.ts";
import { createJobStore } from "./store/jobs.ts";
import { createTelemetryStore } from "./store/telemetry.ts";
import { createJobTokenStore, createUserStore } from "./store/tokens.ts";
import { createSecretStore } from "./store/secrets.ts";
import { createUsageStore } from "./store/usage.ts";

export interface PlatformOptions {
  /** Folder of the database and of `presets.json`. */
  readonly dataDir: string;
  readonly engine: Engine;
  /** The token of the one who started the server. */
  readonly token: string;
  /** Who that is. */
  readonly userName: string;
  readonly log: Logger;
  /** The machine's own when left out. */
  readonly clock?: Clock;
  /** How many jobs of one user may run at a time; 0 or left out: as many as there is room for. */
  readonly jobsQuota?: number;
  /** How long jobs that take turns run while others wait; half a minute when left out. */
  readonly turnMs?: number;
  /** How long a running job must have done nothing to be called idle; ten minutes when left out. */
  readonly idleAfterMs?: number;
  /** Every job's own page is on a host below this name, in small letters; `jobs.localhost` when left out. */
  readonly jobsDomain?: string;
}

const JOBS_DOMAIN = "jobs.localhost";

/**
 * Our own Jobs platform over one engine. Closing it closes the engine too; jobs run on. An engine apart from this server
 * may be away: the platform begins all the same, and waits for it.
 * @throws ConfigError when the data folder or its presets cannot be used; EngineError when the engine cannot be
 */
export async function createPlatform(options: PlatformOptions): Promise<Backend> {
  const { engine, log, clock = systemClock } = options;
  const offer = await createOffer({ engine, dataDir: options.dataDir, clock, log });
  const { resources, presets, presetPayloads } = offer;
  const secretBox = openSecretBox(options.dataDir);
  const database = openDatabase(options.dataDir);
  const store = createJobStore(database.db);
  const { token, userName: ownerName } = options;
  const stores = { users: createUserStore(database.db), jobTokens: createJobTokenStore(database.db) };
  const people = createPeople({ token, ownerName, ...stores });
  const events = createJobEvents();
  const quota = createJobsQuota(options.jobsQuota ?? 0);
  const ledger = createLedger(resources);
  const scheduler = createScheduler({ ledger, quota, clock, turnMs: options.turnMs });
  const ignoreResources = engine.onResources?.((now) => {
    offer.take(now);
    ledger.recount();
    scheduler.lookAgain();
  });
  const idleWatch = createIdleWatch(options.idleAfterMs ?? IDLE_AFTER_MS, () => clock.now());
  const telemetryLog = createTelemetryLog(createTelemetryStore(database.db), log, () => clock.now());
  const liveTelemetry = createLiveTelemetry();
  const stats = engine.stats?.bind(engine);
  const earlierRuns = createEarlierRuns({ engine, store, clock, log });
  const startNotes = createStartNotes(
    (jobId) => events.changed(jobId),
    () => clock.now(),
  );
  const domain = options.jobsDomain ?? JOBS_DOMAIN;
  const sessions = createWebSessions(people.identify, clock);
  const shells = createShells(clock);
  const secrets = createSecrets(createSecretStore(database.db), secretBox);
  const liveJobs = () => store.live();
  const usage = createUsageStore(database.db, clock.now());
  const silentWatch = createSilentWatch({
    ...{ engine, liveJobs, clock, log },
    runOf: (jobId) => store.runOf(jobId),
    silentAfterMs: options.idleAfterMs ?? IDLE_AFTER_MS,
  });
  const cluster = createClusterWatch({
    ...{ engine, resources, presets, ledger, scheduler, liveJobs, clock, log },
    silentSinceMs: () => silentWatch.sinceMs(),
    store: createClusterHistoryStore(database.db),
  });
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
    async observe(current, signal) {
      if (!stats) return;
      const { id } = current();
      const samples = jobTelemetry(id, signal, { store, events, stats, clock });
      await idleWatch.observe(current, telemetryLog.record(id, liveTelemetry.record(id, samples)));
    },
    findRun: (runId, signal) => earlierRuns.find(runId, signal),
    starting: (jobId, progress) => startNotes.set(jobId, progress),
    environmentOf: (job) => (job.spec.passConfig ? passedConfig(job, people.tokenFor(job), origin) : {}),
    materialsOf: (job) => materials.resolve(job),
  });
  const encode: PlatformServices["encode"] = (job, headers) => ({
    ...jobPayload(job, clock.now(), scheduler.explain(job.id) ?? startNotes.of(job.id), idleWatch.of(job)),
    ...pageAddresses(job, addressesFor(headers, domain)),
    internal_hostname: isFinished(job.status) ? undefined : engine.hostname?.(`${job.id}-${job.restarts}`),
  });
  const encodedJobs = createEncodedJobs(database.db, PAYLOAD_FORM);
  const services: PlatformServices = {
    ...{ people, jobs, store, events, engine, resources, ledger, quota, presets, presetPayloads, clock, telemetryLog },
    ...{ liveTelemetry, cluster, usage },
    execSessions: createExecSessions(clock),
    shells,
    ...{ secrets, disks, storageDir, uploadsDir },
    projectFor: (person, choice, action) => projectFor(person, choice, action, people.names()),
    accept: { presets, capabilities: engine.capabilities, materials },
    encode,
    listJobs: createJobListing({ encodedJobs, encode, findJob: (id) => jobs.find(id) }),
  };

  let beginning = Promise.resolve();
  return {
    identify: people.identify,
    pages: createPages({ domain, store, engine, identify: people.identify, sessions, log }),
    sockets: SOCKETS.map((route) => guardSocket(route(services), jobs)),
    addRoutes(api) {
      guardRoutes(api, jobs);
      addConfigRoutes(api, services);
      addEngineRoutes(api, services);
      addJobRoutes(api, services);
      addMonitoringRoutes(api, services);
      addExecSessionRoutes(api, services);
      addSaveRoute(api, services);
      addTelemetryRoute(api, services);
      addClusterRoutes(api, services);
      addUsageRoute(api, services);
      addWebSessionRoute(api, services, { sessions, domain });
      addSecretRoutes(api, services);
      addStorageRoutes(api, services);
      addDiskRoutes(api, services);
    },
    begin(reachableAt) {
      origin = reachableAt;
      disks.begin();
      cluster.begin();
      silentWatch.begin();
      earlierRuns.begin();
      offer.begin(() => {
        ledger.recount();
        scheduler.lookAgain();
      });
      beginning = jobs
        .begin()
        .catch((error: unknown) => log.error({ err: error }, "jobs of an earlier server could not be taken over"));
    },
    async close() {
      ignoreResources?.();
      await beginning;
      await jobs.close();
      await earlierRuns.close();
      await offer.close();
      await silentWatch.close();
      await cluster.close();
      telemetryLog.close();
      shells.close();
      await disks.close();
      await engine.close();
      database.close();
    },
  };
}

const SOCKETS = [logSocket, topSocket, topManySocket, attachSocket, execSocket, execStartSocket, portForwardSocket];

const IDLE_AFTER_MS = 10 * 60_000;

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
