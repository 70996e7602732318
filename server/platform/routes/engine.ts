import type { FastifyInstance } from "fastify";
import type { EngineHealthPayload, EngineImagesPayload } from "../../../contract/engineState.ts";
import { isoMicros } from "../jobPayload.ts";
import type { PlatformServices } from "./services.ts";

/** `GET engine/health` and `GET engine/images`: additions of our own platform. */
export function addEngineRoutes(api: FastifyInstance, { engine }: PlatformServices): void {
  api.get("/engine/health", (): EngineHealthPayload => {
    const health = engine.health?.current() ?? { state: "ok" };
    if (health.state === "ok") return health;
    return { state: "away", since: isoMicros(health.sinceMs), message: health.message };
  });

  api.get("/engine/images", async (): Promise<EngineImagesPayload> => {
    return { images: [...(engine.capabilities.images ?? (await engine.images?.()) ?? [])] };
  });
}
