import { isFinished } from "../../../contract/status.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { HttpError } from "../../http/errors.ts";
import { sendFrame, type SocketRoute } from "../../http/sockets.ts";
import { jobTelemetry } from "../jobTelemetry.ts";
import type { PlatformServices } from "../routes/services.ts";
import { notRunning } from "../runningJob.ts";

/** `top`: one JSON text a second; nothing while the job waits. */
export function topSocket({ jobs, store, events, engine, clock }: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/:id/top",
    protocols: [SUBPROTOCOL.top],
    open({ params }) {
      const job = jobs.find(params.id ?? "");
      if (!engine.stats) throw new HttpError(501, "This engine measures nothing.");
      if (isFinished(job.status)) throw notRunning(job);
      const stats = engine.stats.bind(engine);
      return async (socket, signal) => {
        for await (const sample of jobTelemetry(job.id, signal, { store, events, stats, clock })) {
          await sendFrame(socket, JSON.stringify(sample));
        }
      };
    },
  };
}
