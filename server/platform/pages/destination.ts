import { ACTIVE_STATUSES, isFinished } from "../../../contract/status.ts";
import type { Handle } from "../../engines/engine.ts";
import type { JobRecord } from "../jobRecord.ts";
import type { JobStore } from "../store/jobs.ts";
import type { JobFilter } from "../store/query.ts";
import type { Notice } from "./notice.ts";
import { readLabel } from "./pageHost.ts";

/** Where a request to a host below the jobs' domain goes. */
export interface Destination {
  readonly job: JobRecord;
  readonly port: number;
}

/** Finds the job and the port that a label names, or says why there is none. */
export function findDestination(label: string, store: JobStore): Destination | Notice {
  const host = readLabel(label);
  const job = host?.kind === "name" ? findNamed(host.name, host.projectName, store) : host && store.byId(host.jobId);
  if (!host || !job) {
    return { status: 404, title: "There is no such job", text: "Look at the address: it names no job of this server." };
  }
  const port = (host.kind === "id" ? host.port : undefined) ?? job.spec.container.http?.port;
  if (port !== undefined) return { job, port };
  const text = `The job ${jobLabel(job)} was started without an HTTP port.`;
  return { status: 404, title: "The job has no page", text };
}

/** The attempt of the job that can be connected to, or why there is none now. */
export function findAttempt(job: JobRecord, store: JobStore): { handle: Handle } | Notice {
  if (isFinished(job.status)) {
    return { status: 404, title: "The job has ended", text: `The job ${jobLabel(job)} runs no more (${job.status}).` };
  }
  const handle = job.status === "running" && job.restartAtMs === undefined ? store.runOf(job.id)?.handle : undefined;
  if (handle) return { handle };
  const what = job.status === "running" ? "is being started again" : `waits (${job.status})`;
  const text = `The job ${jobLabel(job)} ${what}. This page opens by itself once it runs.`;
  return { status: 503, title: "The job does not run yet", text, reloads: true };
}

/** What people call the job. */
export function jobLabel({ id, name }: JobRecord): string {
  return name ?? id;
}

/** Tells a notice from what it stands in for. */
export function isNotice(value: object): value is Notice {
  return "title" in value;
}

/** The live job of that name in the project, else the latest. */
function findNamed(name: string, projectName: string, store: JobStore): JobRecord | undefined {
  const latest = (statuses: JobFilter["statuses"]) =>
    store.page({ ...NO_FILTER, name, projectNames: [projectName], statuses }, undefined, 1)[0];
  return latest(ACTIVE_STATUSES) ?? latest([]);
}

const NO_FILTER: JobFilter = {
  ...{ statuses: [], owners: [], tags: [], clusterNames: [], orgNames: [], projectNames: [] },
  reverse: true,
};
