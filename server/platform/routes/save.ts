import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { parse } from "../../../contract/parse.ts";
import { saveRequest, type SaveProgressPayload } from "../../../contract/save.ts";
import type { CommitEvent } from "../../engines/engine.ts";
import { HttpError, toHttpError } from "../../http/errors.ts";
import { findRunning } from "../runningJob.ts";
import type { PlatformServices } from "./services.ts";

/** Why nothing can be saved where an engine's runs have no container. */
export const WITHOUT_CONTAINERS = "Jobs cannot be saved as images here: they run without a container of their own.";

/** `save`: keeps a running job's file system as an image, and tells of each step in a line. */
export function addSaveRoute(api: FastifyInstance, { jobs, store, engine }: PlatformServices): void {
  api.post<{ Params: { id: string } }>("/jobs/:id/save", (request, reply) => {
    const { handle } = findRunning(request.params.id, jobs, store);
    const { image } = parse(saveRequest, request.body, "save request").container;
    if (!engine.commit) {
      throw new HttpError(400, engine.capabilities.unsupported.save ?? WITHOUT_CONTAINERS);
    }
    const gone = new AbortController();
    reply.raw.on("close", () => gone.abort(new Error("The client has closed the connection.")));
    const lines = ndjson(engine.commit(handle, image, gone.signal), gone.signal);
    return reply.type("application/x-ndjson").send(Readable.from(lines, { objectMode: false }));
  });
}

/** One step a line. A failure becomes the last line. */
async function* ndjson(steps: AsyncIterable<CommitEvent>, gone: AbortSignal): AsyncGenerator<string, void> {
  try {
    for await (const step of steps) yield `${JSON.stringify(progressOf(step))}\n`;
  } catch (error) {
    if (gone.aborted) return;
    const { message } = toHttpError(error);
    yield `${JSON.stringify({ error: message, errorDetail: { message } })}\n`;
  }
}

function progressOf(step: CommitEvent): SaveProgressPayload {
  switch (step.type) {
    case "started":
      return { status: "CommitStarted", details: { container: step.container, image: step.image } };
    case "finished":
      return { status: "CommitFinished" };
    case "push": {
      const progressDetail = { current: step.currentBytes, total: step.totalBytes };
      return { status: step.status, id: step.layer, progressDetail };
    }
  }
}
