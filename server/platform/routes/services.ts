import type { IncomingHttpHeaders } from "node:http";
import type { FastifyRequest } from "fastify";
import type { JobPayload } from "../../../contract/job.ts";
import type { Preset, PresetPayload } from "../../../contract/config.ts";
import type { Engine, EngineResources } from "../../engines/engine.ts";
import type { Person } from "../../http/auth.ts";
import type { AcceptDeps } from "../accept.ts";
import type { Clock } from "../clock.ts";
import type { Disks } from "../disks.ts";
import type { ExecSessions } from "../execSessions.ts";
import type { JobEvents } from "../jobEvents.ts";
import type { JobRecord } from "../jobRecord.ts";
import type { ListJobs } from "../jobListing.ts";
import type { JobsQuota } from "../jobsQuota.ts";
import type { JobsService } from "../jobsService.ts";
import type { Ledger } from "../ledger.ts";
import type { ClusterWatch } from "../cluster/clusterWatch.ts";
import type { TelemetryLog } from "../history/history.ts";
import type { LiveTelemetry } from "../liveTelemetry.ts";
import type { People } from "../people.ts";
import type { Secrets } from "../secrets.ts";
import type { ProjectChoice } from "../projectRights.ts";
import type { Shells } from "../shells/shells.ts";
import type { JobStore } from "../store/jobs.ts";
import type { UsageStore } from "../store/usage.ts";

/** What routes and sockets work with. */
export interface PlatformServices {
  readonly people: People;
  readonly jobs: JobsService;
  readonly store: JobStore;
  readonly events: JobEvents;
  readonly engine: Engine;
  readonly resources: EngineResources;
  readonly ledger: Ledger;
  readonly quota: JobsQuota;
  readonly presets: readonly Preset[];
  readonly presetPayloads: readonly PresetPayload[];
  readonly accept: Omit<AcceptDeps, "placeFor">;
  readonly clock: Clock;
  readonly telemetryLog: TelemetryLog;
  readonly liveTelemetry: LiveTelemetry;
  readonly cluster: ClusterWatch;
  readonly usage: UsageStore;
  readonly execSessions: ExecSessions;
  readonly shells: Shells;
  /** @throws HttpError 403, 404; see projectRights.ts */
  readonly projectFor: (person: Person, choice: ProjectChoice, action: "read" | "write") => string;
  readonly secrets: Secrets;
  readonly disks: Disks;
  /** Where the projects' files are. */
  readonly storageDir: string;
  /** Where files lie while they arrive, on the same file system. */
  readonly uploadsDir: string;
  /** A job as it travels at this moment to the client with these headers. */
  readonly encode: (job: JobRecord, headers: IncomingHttpHeaders) => JobPayload;
  readonly listJobs: ListJobs;
}

/** A request's query parameters, repeated ones included. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(request.url.split("?", 2)[1] ?? "");
}
