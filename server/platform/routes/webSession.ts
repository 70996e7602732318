import type { FastifyInstance } from "fastify";
import { parse } from "../../../contract/parse.ts";
import { webSessionRequest, type WebSessionAnswer } from "../../../contract/webSession.ts";
import { bearerToken } from "../../http/auth.ts";
import { personOf } from "../../http/backend.ts";
import { brokenRule, HttpError } from "../../http/errors.ts";
import { mayOpen, needsSession } from "../pages/access.ts";
import { addressesFor } from "../pages/addresses.ts";
import { idLabel, nameLabel } from "../pages/pageHost.ts";
import { ticketAddress } from "../pages/ticketAddress.ts";
import type { WebSessions } from "../pages/webSessions.ts";
import { connectToRun } from "../runConnection.ts";
import { findRunning } from "../runningJob.ts";
import type { PlatformServices } from "./services.ts";

export interface WebSessionDeps {
  readonly sessions: WebSessions;
  /** Pages of jobs are below it. */
  readonly domain: string;
}

/** `web_session`: an address at which a browser opens a job's page, or another port of it, without the token. */
export function addWebSessionRoute(api: FastifyInstance, services: PlatformServices, deps: WebSessionDeps): void {
  const { jobs, store, engine } = services;

  api.post<{ Params: { id: string } }>("/jobs/:id/web_session", async (request): Promise<WebSessionAnswer> => {
    const { job, handle } = findRunning(request.params.id, jobs, store);
    const wanted = parse(webSessionRequest, request.body ?? {}, "web session").port;
    const own = job.spec.container.http?.port;
    const port = wanted ?? own;
    if (port === undefined) throw brokenRule("port", "is required: the job was started without an HTTP port");
    const destination = { job, port };
    if (!mayOpen(personOf(request), destination)) {
      throw new HttpError(403, "Only who may run programs in the job may open its other ports.");
    }
    const addressOf = addressesFor(request.headers, deps.domain);
    if (!addressOf)
      throw new HttpError(400, `Pages below ${deps.domain} open only on this machine; see --jobs-domain.`);
    if (port !== own) await checkListens(port);
    const named = nameLabel(job.name, job.projectName);
    const page = addressOf(port === own ? (named ?? idLabel(job.id)) : idLabel(job.id, port));
    const token = bearerToken(request.headers.authorization);
    if (!needsSession(destination) || token === undefined) return { url: page };
    return { url: ticketAddress(page, deps.sessions.issue({ jobId: job.id, port, token })) };

    /** A port that nobody asked for in advance is likely a mistake when it is not there. */
    async function checkListens(number: number): Promise<void> {
      const checked = new AbortController();
      const connection = await connectToRun(engine, handle, number, checked.signal);
      checked.abort();
      connection.destroy();
    }
  });
}
