import type { FastifyInstance } from "fastify";
import type { TelemetryHistoryPayload } from "../../../contract/telemetryHistory.ts";
import { brokenRule } from "../../http/errors.ts";
import { readTime } from "../listFilter.ts";
import { queryOf, type PlatformServices } from "./services.ts";

const DEFAULT_STEPS = 1_000;
const MOST_STEPS = 5_000;

/** `GET jobs/{id}/telemetry?since&until&steps`: what a job used, an addition of our own platform. */
export function addTelemetryRoute(api: FastifyInstance, { jobs, telemetryLog, clock }: PlatformServices): void {
  api.get<{ Params: { id: string } }>("/jobs/:id/telemetry", (request): TelemetryHistoryPayload => {
    const job = jobs.find(request.params.id);
    const query = queryOf(request);
    const sinceMs = readTime(query, "since", "down") ?? job.startedAtMs ?? job.createdAtMs;
    const untilMs = readTime(query, "until", "up") ?? job.finishedAtMs ?? clock.now();
    if (untilMs < sinceMs) throw brokenRule("until", "must not be before since");
    return telemetryLog.read(job.id, { sinceS: sinceMs / 1000, untilS: untilMs / 1000, maxSteps: readSteps(query) });
  });
}

/** How many steps a client wants at most. @throws HttpError 400 */
export function readSteps(query: URLSearchParams): number {
  const text = query.get("steps");
  if (text === null) return DEFAULT_STEPS;
  const steps = Number(text);
  if (/^\d+$/.test(text) && steps >= 1 && steps <= MOST_STEPS) return steps;
  throw brokenRule("steps", `must be a whole number from 1 to ${MOST_STEPS}, not ${JSON.stringify(text)}`);
}
