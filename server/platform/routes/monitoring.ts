import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { jobLog, type LogPiece } from "../jobLog.ts";
import { readLogQuery } from "../logQuery.ts";
import { findRunning } from "../runningJob.ts";
import { readSignal } from "../signals.ts";
import { queryOf, type PlatformServices } from "./services.ts";

interface ById {
  Params: { id: string };
}

/** Log over HTTP, signals and deleting a log. */
export function addMonitoringRoutes(api: FastifyInstance, services: PlatformServices): void {
  const { jobs, store, engine } = services;

  api.get<ById>("/jobs/:id/log", (request, reply) => {
    const { id } = jobs.find(request.params.id);
    const options = readLogQuery(queryOf(request));
    const gone = new AbortController();
    reply.raw.on("close", () => gone.abort(new Error("The client has closed the connection.")));
    // A job that says nothing for an hour must not leave its reader without an answer.
    reply.raw.once("pipe", () => reply.raw.flushHeaders());
    const pieces = jobLog(id, { ...options, signal: gone.signal }, services);
    const log = Readable.from(bytesUntilGone(pieces, gone.signal), { objectMode: false });
    return reply.header("x-separator", options.separator).type("application/octet-stream").send(log);
  });

  api.delete<ById>("/jobs/:id/log", async (request, reply) => {
    await jobs.dropLog(request.params.id);
    return reply.status(204).send();
  });

  api.post<ById>("/jobs/:id/kill", async (request, reply) => {
    const signal = readSignal(queryOf(request).get("signal"));
    await engine.signal(findRunning(request.params.id, jobs, store).handle, signal);
    return reply.status(204).send();
  });
}

/** A reader who has gone is no error of the stream. */
async function* bytesUntilGone(log: AsyncIterable<LogPiece>, gone: AbortSignal): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const { data } of log) yield data;
  } catch (error) {
    if (!gone.aborted) throw error;
  }
}
