import type { FastifyInstance } from "fastify";
import { parse } from "../../../contract/parse.ts";
import { secretRequest, type SecretPayload } from "../../../contract/secret.ts";
import { personOf } from "../../http/backend.ts";
import { HttpError } from "../../http/errors.ts";
import type { ProjectChoice } from "../projectRights.ts";
import type { SealedSecret } from "../store/secrets.ts";
import { queryOf, type PlatformServices } from "./services.ts";

/** A value of 1 MiB as base64, and what is around it. */
const BODY_LIMIT_BYTES = 1024 * 1024 + 16 * 1024;

/** Names of secrets, writing and deleting them. No route answers a value. */
export function addSecretRoutes(api: FastifyInstance, { secrets, projectFor }: PlatformServices): void {
  api.get("/secrets", (request): SecretPayload[] => {
    const projectName = projectFor(personOf(request), projectChoice(queryOf(request)), "read");
    return secrets.list(projectName).map(secretPayload);
  });

  api.post("/secrets", { bodyLimit: BODY_LIMIT_BYTES }, (request, reply) => {
    const wanted = parse(secretRequest, request.body, "secret");
    const person = personOf(request);
    const secret = { projectName: projectFor(person, wanted, "write"), key: wanted.key, owner: person.name };
    secrets.put(secret, Buffer.from(wanted.valueBase64, "base64"));
    return reply.status(201).send(secretPayload(secret));
  });

  api.delete<{ Params: { key: string } }>("/secrets/:key", (request, reply) => {
    const { key } = request.params;
    const projectName = projectFor(personOf(request), projectChoice(queryOf(request)), "write");
    if (!secrets.remove(projectName, key)) throw new HttpError(404, `There is no secret "${key}" in ${projectName}.`);
    return reply.status(204).send();
  });
}

/** The project that a query names. */
export function projectChoice(query: URLSearchParams): ProjectChoice {
  return { orgName: query.get("org_name") ?? undefined, projectName: query.get("project_name") ?? undefined };
}

function secretPayload({ key, owner, projectName }: Omit<SealedSecret, "sealed">): SecretPayload {
  return { key, owner, org_name: null, project_name: projectName };
}
