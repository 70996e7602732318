import type { FastifyInstance } from "fastify";
import * as z from "zod/mini";
import { parse } from "../../../contract/parse.ts";
import { personOf } from "../../http/backend.ts";
import { brokenRule, HttpError } from "../../http/errors.ts";
import { acceptRun, acceptStart } from "../accept.ts";
import type { LifeSpanChange } from "../newJob.ts";
import { placeFor } from "../place.ts";
import { startedBefore, startMarkOf } from "../startMark.ts";
import { addJobList } from "./jobList.ts";
import { queryOf, type PlatformServices } from "./services.ts";

interface ById {
  Params: { id: string };
}

/** Start, status, list, kill, life span, drop and tags. */
export function addJobRoutes(api: FastifyInstance, services: PlatformServices): void {
  const { jobs, encode } = services;

  api.post("/jobs", (request, reply) => {
    const accept = queryOf(request).has("from_preset") ? acceptStart : acceptRun;
    const person = personOf(request);
    const mark = startMarkOf(request);
    const before = mark && startedBefore(services.store, person.name, mark);
    if (before) return reply.status(202).send(encode(before, request.headers));
    const place = (projectName?: string) => placeFor(person, projectName, services.people.names());
    const job = jobs.start(accept(request.body, { ...services.accept, placeFor: place }), mark);
    return reply.status(202).send(encode(job, request.headers));
  });

  addJobList(api, services);

  api.get<ById>("/jobs/:id", (request) => encode(jobs.find(request.params.id), request.headers));

  api.delete<ById>("/jobs/:id", async (request, reply) => {
    await jobs.kill(request.params.id);
    return reply.status(204).send();
  });

  api.put<ById>("/jobs/:id/max_run_time_minutes", (request, reply) => {
    jobs.changeLifeSpan(request.params.id, readLifeSpanChange(request.body));
    return reply.status(204).send();
  });

  api.post<ById>("/jobs/:id/drop", async (request, reply) => {
    await jobs.drop(request.params.id);
    return reply.status(204).send();
  });

  api.get("/tags", (request) => ({ tags: services.store.tagsOf(personOf(request).name) }));
}

const minutes = z.number().check(z.multipleOf(1, { error: "must be a whole number" }), z.gte(1));
const lifeSpanRequest = z.strictObject({
  max_run_time_minutes: z.optional(minutes),
  additional_max_run_time_minutes: z.optional(minutes),
});

function readLifeSpanChange(body: unknown): LifeSpanChange {
  const { max_run_time_minutes: whole, additional_max_run_time_minutes: additional } = parse(
    lifeSpanRequest,
    body,
    "life span",
  );
  if (whole !== undefined && additional !== undefined) {
    throw brokenRule("additional_max_run_time_minutes", "give either this or max_run_time_minutes, not both");
  }
  if (whole !== undefined) return { minutes: whole };
  if (additional !== undefined) return { additionalMinutes: additional };
  throw new HttpError(400, "Give additional_max_run_time_minutes or max_run_time_minutes.");
}
