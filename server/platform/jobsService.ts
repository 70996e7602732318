import { isFinished } from "../../contract/status.ts";
import type { Engine } from "../engines/engine.ts";
import { brokenRule, HttpError } from "../http/errors.ts";
import type { AcceptedJob } from "./accept.ts";
import type { Clock } from "./clock.ts";
import type { JobEvents } from "./jobEvents.ts";
import { statusSinceMs, type JobRecord } from "./jobRecord.ts";
import { armLifeSpan, commit, createLiveJob, requestStop, type LiveJob, type RunnerDeps } from "./liveJob.ts";
import { changedLifeSpan, newJob, type LifeSpanChange } from "./newJob.ts";
import type { JobsQuota } from "./jobsQuota.ts";
import { driveJob } from "./runner.ts";
import { candidateOf } from "./runSpec.ts";
import type { StartMark } from "./store/jobs.ts";

/** How long a kill is waited for; what takes longer goes on after the answer. */
const KILL_PATIENCE_MS = 1_000;

/** What can be done with jobs. Every method that takes a job takes its id or its name. */
export interface JobsService {
  /** Accepts a job and lets it wait for its turn. @throws HttpError 400 when its name is taken or the quota used up, 503 while the engine is away */
  start(accepted: AcceptedJob, mark?: StartMark): JobRecord;
  /** Among several of a name, live ones come first, and among those the asker's own. @throws HttpError 404 */
  find(idOrName: string, asker?: string): JobRecord;
  /** Ends a job; one that has ended is left as it is. Resolves when it has ended or a second has passed. */
  kill(idOrName: string): Promise<void>;
  /** Sets or extends a job's life span. @throws HttpError 400 when it has finished or has none to extend */
  changeLifeSpan(idOrName: string, change: LifeSpanChange): void;
  /** Deletes a finished job's log. @throws HttpError 409 while it is live */
  dropLog(idOrName: string): Promise<void>;
  /** Deletes a finished job altogether. @throws HttpError 409 while it is live */
  drop(idOrName: string): Promise<void>;
  /** Takes over what an earlier server left, then starts what waits. */
  begin(): Promise<void>;
  /** Lets go of all jobs; they run on. */
  close(): Promise<void>;
}

export interface JobsServiceDeps extends RunnerDeps {
  readonly engine: Engine;
  readonly events: JobEvents;
  readonly quota: JobsQuota;
  /** Watches what a job does while it runs, until aborted. @param current the job as it is now */
  observe(current: () => JobRecord, signal: AbortSignal): Promise<void>;
}

export function createJobsService(deps: JobsServiceDeps): JobsService {
  const { store, scheduler, quota, clock, log } = deps;
  const liveJobs = new Map(store.live().map((record) => [record.id, createLiveJob(record)]));
  const driving = new Map<string, Promise<void>>();
  let begun = false;

  for (const { record } of liveJobs.values()) {
    if (record.gpus || !record.spec.waitsForQuota) quota.enter(record.id, record.owner);
    if (record.gpus && record.status !== "suspended") {
      scheduler.restore(candidateOf(record), record.gpus, statusSinceMs(record));
    }
  }

  function drive(live: LiveJob): void {
    const { id } = live.record;
    const observing = new AbortController();
    const observed = deps
      .observe(() => live.record, observing.signal)
      .catch((error: unknown) => {
        if (!observing.signal.aborted) log.warn({ err: error, jobId: id }, "a job could not be watched");
      });
    const driven = driveJob(live, deps)
      .catch((error: unknown) => log.error({ err: error, jobId: id }, "a job could not be driven on"))
      .then(async () => {
        observing.abort();
        await observed;
        driving.delete(id);
        if (isFinished(live.record.status)) liveJobs.delete(id);
      });
    driving.set(id, driven);
  }

  function find(idOrName: string, asker?: string): JobRecord {
    // One that is live is at hand as it is stored, and need not be read.
    const record = liveJobs.get(idOrName)?.record ?? store.byId(idOrName) ?? store.byName(idOrName, asker);
    if (record) return record;
    throw new HttpError(404, `There is no job '${idOrName}'.`);
  }

  function findFinished(idOrName: string, what: string): JobRecord {
    const record = find(idOrName);
    if (isFinished(record.status)) return record;
    throw new HttpError(409, `Job '${record.id}' has not finished; kill it before you delete ${what}.`);
  }

  async function removeRuns(record: JobRecord): Promise<void> {
    for (const { handle } of store.runsOf(record.id)) if (handle) await deps.engine.remove(handle);
    store.removeRuns(record);
    deps.changed(record.id);
  }

  async function removeJob(record: JobRecord): Promise<void> {
    await removeRuns(record);
    store.remove(record.id);
    deps.changed(record.id);
  }

  return {
    find,
    start(accepted, mark) {
      const health = deps.engine.health?.current();
      if (health?.state === "away") {
        throw new HttpError(503, `${health.message} Nothing can be started until it is back.`);
      }
      const record = newJob(accepted, clock.now());
      if (!record.spec.waitsForQuota && !quota.admits(record.id, record.owner)) {
        throw brokenRule(
          "wait_for_jobs_quota",
          `the jobs quota is used up (${quota.describe(record.owner)}); set this to true to wait until one ends`,
        );
      }
      if (!store.insert(record, mark)) {
        throw brokenRule(
          "name",
          `a live job with the name "${record.name ?? ""}" exists; choose another or kill that one`,
        );
      }
      if (!record.spec.waitsForQuota) quota.enter(record.id, record.owner);
      const live = createLiveJob(record);
      liveJobs.set(record.id, live);
      if (begun) drive(live);
      return record;
    },
    async kill(idOrName) {
      const { id } = find(idOrName);
      const live = liveJobs.get(id);
      if (!live) return;
      requestStop(live, "UserRequested", deps);
      // A driver that failed has left the job as it was; killing is what must work even then.
      if (begun && !driving.has(id)) drive(live);
      await atMost(KILL_PATIENCE_MS, driving.get(id), clock);
    },
    changeLifeSpan(idOrName, change) {
      const { id } = find(idOrName);
      const live = liveJobs.get(id);
      if (!live || isFinished(live.record.status)) {
        throw new HttpError(400, `Job '${id}' has finished; its life span cannot be changed.`);
      }
      commit(live, { ...live.record, lifeSpanMinutes: changedLifeSpan(live.record, change) }, deps);
      armLifeSpan(live, deps);
    },
    async dropLog(idOrName) {
      const record = findFinished(idOrName, "its log");
      await removeRuns({ ...record, logsRemoved: true });
    },
    async drop(idOrName) {
      const record = { ...findFinished(idOrName, "it"), beingDropped: true };
      store.save(record);
      await removeJob(record);
    },
    async begin() {
      begun = true;
      for (const live of liveJobs.values()) drive(live);
      for (const record of store.beingDropped()) await removeJob(record);
    },
    async close() {
      begun = false;
      for (const live of liveJobs.values()) {
        live.detach.abort(new Error("The server is stopping."));
        live.cancelLifeSpan();
      }
      await Promise.all(driving.values());
    },
  };
}

/** Resolves with the work, or once it has taken too long. */
async function atMost(patienceMs: number, work: Promise<void> | undefined, clock: Clock): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.at(clock.now() + patienceMs, resolve);
    void Promise.resolve(work).then(resolve, reject).finally(cancel);
  });
}
