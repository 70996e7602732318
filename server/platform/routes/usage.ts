import type { FastifyInstance } from "fastify";
import { USAGE_GROUPS, type UsageGroup, type UsageReportPayload } from "../../../contract/usage.ts";
import { brokenRule } from "../../http/errors.ts";
import { dayOf } from "../usage/charge.ts";
import { readDay, usageReport } from "../usage/report.ts";
import { queryOf, type PlatformServices } from "./services.ts";

const MOST_DAYS = 92;
const DEFAULT_DAYS = 14;

/** `GET usage?by&since&until`: what was used and what it cost, a day; an addition of our own platform. */
export function addUsageRoute(api: FastifyInstance, { usage, store, clock }: PlatformServices): void {
  api.get("/usage", (request): UsageReportPayload => {
    const query = queryOf(request);
    const nowMs = clock.now();
    const toDay = readDayOf(query, "until") ?? dayOf(nowMs);
    const fromDay = readDayOf(query, "since") ?? toDay - DEFAULT_DAYS + 1;
    if (toDay < fromDay) throw brokenRule("until", "must not be before since");
    if (toDay - fromDay >= MOST_DAYS) throw brokenRule("since", `must be at most ${MOST_DAYS} days before until`);
    return usageReport(usage, store.live(), { by: readGroup(query), fromDay, toDay, nowMs });
  });
}

function readDayOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const day = readDay(text);
  if (day !== undefined) return day;
  throw brokenRule(name, `must be a day such as 2026-01-31, not ${JSON.stringify(text)}`);
}

function readGroup(query: URLSearchParams): UsageGroup {
  const text = query.get("by") ?? "owner";
  const group = USAGE_GROUPS.find((known) => known === text);
  if (group === undefined) throw brokenRule("by", `must be one of ${USAGE_GROUPS.join(", ")}, not "${text}"`);
  return group;
}
