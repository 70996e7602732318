import type { FastifyInstance } from "fastify";
import type { ClusterStatePayload } from "../../../contract/cluster.ts";
import type { ClusterHistoryPayload } from "../../../contract/clusterHistory.ts";
import { brokenRule } from "../../http/errors.ts";
import { readTime } from "../listFilter.ts";
import { queryOf, type PlatformServices } from "./services.ts";
import { readSteps } from "./telemetry.ts";

const DAY_MS = 24 * 3_600_000;

/** `GET cluster` and `GET cluster/history?since&until&steps`: how full it is and was; additions of our own platform. */
export function addClusterRoutes(api: FastifyInstance, { cluster, clock }: PlatformServices): void {
  api.get("/cluster", (): ClusterStatePayload => cluster.now());

  api.get("/cluster/history", (request): ClusterHistoryPayload => {
    const query = queryOf(request);
    const untilMs = readTime(query, "until", "up") ?? clock.now();
    const sinceMs = readTime(query, "since", "down") ?? untilMs - DAY_MS;
    if (untilMs < sinceMs) throw brokenRule("until", "must not be before since");
    return cluster.history({ sinceS: sinceMs / 1000, untilS: untilMs / 1000, maxSteps: readSteps(query) });
  });
}
