import type { FastifyInstance } from "fastify";
import { diskRequest } from "../../../contract/disk.ts";
import { parse } from "../../../contract/parse.ts";
import { personOf } from "../../http/backend.ts";
import { projectChoice } from "./secrets.ts";
import { queryOf, type PlatformServices } from "./services.ts";

interface ById {
  Params: { idOrName: string };
}

/** Creating, listing and deleting disks. */
export function addDiskRoutes(api: FastifyInstance, { disks, projectFor }: PlatformServices): void {
  api.get("/disk", (request) => disks.list(projectFor(personOf(request), projectChoice(queryOf(request)), "read")));

  api.post("/disk", async (request, reply) => {
    const wanted = parse(diskRequest, request.body, "disk");
    const person = personOf(request);
    return reply.status(201).send(await disks.create(wanted, projectFor(person, wanted, "write"), person.name));
  });

  api.get<ById>("/disk/:idOrName", (request) => {
    const projectName = projectFor(personOf(request), projectChoice(queryOf(request)), "read");
    return disks.get(projectName, request.params.idOrName);
  });

  api.delete<ById>("/disk/:idOrName", async (request, reply) => {
    const projectName = projectFor(personOf(request), projectChoice(queryOf(request)), "write");
    await disks.remove(projectName, request.params.idOrName);
    return reply.status(204).send();
  });
}
