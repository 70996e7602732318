import type { FastifyInstance } from "fastify";
import { whyNotChange, whyNotWrite } from "../../contract/roles.ts";
import type { Person } from "../http/auth.ts";
import { personOf } from "../http/backend.ts";
import { forbidden } from "../http/errors.ts";
import type { SocketRoute } from "../http/sockets.ts";
import type { JobRecord } from "./jobRecord.ts";
import type { JobsService } from "./jobsService.ts";
import { readFlag } from "./listFilter.ts";
import { jobUri } from "./place.ts";
import { queryOf } from "./routes/services.ts";

/**
 * What a request does: look, make something of one's own (where, the service checks), or change the job that the
 * address names.
 */
type Action = "see" | "write" | "change";

type Rule = Action | ((query: URLSearchParams) => Action);

/** Why a person may not; undefined when he may. */
const WHY_NOT: Readonly<Record<Action, (person: Person, jobOwner: string) => string | undefined>> = {
  see: () => undefined,
  write: (person) => whyNotWrite(person),
  change: (person, jobOwner) => whyNotChange(person, jobOwner, "change this job"),
};

/** What every address does; one that is not here cannot be served. */
const RULES: Readonly<Record<string, Rule>> = {
  "GET /api/v1/config": "see",
  "GET /api/v1/engine/health": "see",
  "GET /api/v1/engine/images": "see",
  "GET /api/v1/tags": "see",
  "GET /api/v1/jobs": "see",
  "POST /api/v1/jobs": "write",
  "GET /api/v1/jobs/capacity": "see",
  "GET /api/v1/jobs/:id": "see",
  "DELETE /api/v1/jobs/:id": "change",
  "PUT /api/v1/jobs/:id/max_run_time_minutes": "change",
  "POST /api/v1/jobs/:id/drop": "change",
  "POST /api/v1/jobs/:id/kill": "change",
  "POST /api/v1/jobs/:id/save": "change",
  "POST /api/v1/jobs/:id/resize": "change",
  // Ports that were not declared are another matter, which the service knows.
  "POST /api/v1/jobs/:id/web_session": "see",
  "GET /api/v1/jobs/:id/telemetry": "see",
  "GET /api/v1/jobs/:id/log": "see",
  "DELETE /api/v1/jobs/:id/log": "change",
  "POST /api/v1/jobs/:id/exec_create": "change",
  "GET /api/v1/jobs/:id/:execId/exec_inspect": "see",
  "POST /api/v1/jobs/:id/:execId/exec_resize": "change",
  // What everybody's jobs cost stands in the list of jobs too, which everybody sees.
  "GET /api/v1/cluster": "see",
  "GET /api/v1/cluster/history": "see",
  "GET /api/v1/usage": "see",
  "WS /api/v1/jobs/top": "see",
  "GET /api/v1/secrets": "see",
  "POST /api/v1/secrets": "write",
  "DELETE /api/v1/secrets/:key": "write",
  "GET /api/v1/disk": "see",
  "POST /api/v1/disk": "write",
  "GET /api/v1/disk/:idOrName": "see",
  "DELETE /api/v1/disk/:idOrName": "write",
  ...storageRules(),
  "WS /api/v1/jobs/:id/log_ws": "see",
  "WS /api/v1/jobs/:id/top": "see",
  // Who only watches sees what the log shows too.
  "WS /api/v1/jobs/:id/attach": (query) => (readFlag(query, "stdin") ? "change" : "see"),
  "WS /api/v1/jobs/:id/exec": "change",
  "WS /api/v1/jobs/:id/:execId/exec_start": "change",
  "WS /api/v1/jobs/:id/port_forward/:port": "change",
};

/** The storage service has one address, with and without a path, for all that it does. */
function storageRules(): Record<string, Rule> {
  const rules = { GET: "see", PUT: "write", PATCH: "write", POST: "write", DELETE: "write" } as const;
  const entries = Object.entries(rules).flatMap(([method, rule]) =>
    ["", "/", "/*"].map((path) => [`${method} /api/v1/storage${path}`, rule] as const),
  );
  return Object.fromEntries(entries);
}

/** Whether a person may change a job. */
export function mayChange(person: Person, job: JobRecord): boolean {
  return WHY_NOT.change(person, job.owner) === undefined;
}

/** The rule of an address. @param method or "WS". @throws Error for one that nobody has thought about */
export function ruleOf(method: string, path: string): Rule {
  const rule = RULES[`${method} ${path}`];
  if (rule === undefined) throw new Error(`${method} ${path} has no rule in permissions.ts.`);
  return rule;
}

/**
 * Lets nobody do what he has no right to, on every route that is added afterwards. A job that is named is looked up
 * here, once, and handed on by its id: what was allowed for one job is then done to the same.
 */
export function guardRoutes(api: FastifyInstance, jobs: JobsService): void {
  api.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat()) ruleOf(one, url);
  });
  api.addHook("onRequest", (request, _reply, done) => {
    const rule = ruleOf(request.method, request.routeOptions.url ?? "");
    // Who is nobody has got past the check of tokens only where everybody may see.
    if (rule !== "see" || request.person) check(rule, personOf(request), queryOf(request), request.params, jobs);
    done();
  });
}

/** {@link guardRoutes} for a WebSocket. */
export function guardSocket(route: SocketRoute, jobs: JobsService): SocketRoute {
  const rule = ruleOf("WS", route.path);
  return {
    ...route,
    open(request) {
      const params = { ...request.params };
      check(rule, request.person, request.query, params, jobs);
      return route.open({ ...request, params });
    },
  };
}

/** @throws HttpError 403, 404 */
function check(rule: Rule, person: Person, query: URLSearchParams, params: unknown, jobs: JobsService): void {
  const action = typeof rule === "string" ? rule : rule(query);
  const named = params as { id?: string };
  const job = named.id === undefined ? undefined : jobs.find(named.id, person.name);
  if (job) named.id = job.id;
  const reason = WHY_NOT[action](person, job?.owner ?? person.name);
  if (reason !== undefined) throw forbidden(reason, jobUri(job?.projectName ?? person.name, job?.id));
}
