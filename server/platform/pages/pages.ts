import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { EngineError, type Engine } from "../../engines/engine.ts";
import type { Identify } from "../../http/auth.ts";
import type { PageServer } from "../../http/backend.ts";
import { HttpError, isUnforeseen, refuseUpgrade, toHttpError } from "../../http/errors.ts";
import { connectToRun } from "../runConnection.ts";
import { letGo } from "../sockets/tunnel.ts";
import type { JobStore } from "../store/jobs.ts";
import { SIGN_IN, whyRefused } from "./access.ts";
import { isSecure } from "./addresses.ts";
import { findAttempt, findDestination, isNotice, jobLabel, type Destination } from "./destination.ts";
import { forwardRequest, forwardUpgrade } from "./forward.ts";
import { sendNotice, type Notice } from "./notice.ts";
import { labelOf } from "./pageHost.ts";
import { HOP_HEADER, requestHeaders } from "./passedHeaders.ts";
import { setSessionCookie } from "./sessionCookie.ts";
import { readTicket } from "./ticketAddress.ts";
import type { WebSessions } from "./webSessions.ts";

export interface PagesOptions {
  /** `jobs.localhost`; in small letters. */
  readonly domain: string;
  readonly store: JobStore;
  readonly engine: Engine;
  readonly identify: Identify;
  readonly sessions: WebSessions;
  readonly log: Logger;
}

/** Passes what is asked of `JOB.domain` on to the job's port, and says why where that cannot be. */
export function createPages(options: PagesOptions): PageServer {
  const { domain, store, sessions, identify, log } = options;
  const hop = randomUUID();
  const open = new Set<Socket>();

  /** Where a request may go, or what its visitor is told instead. */
  function route(request: IncomingMessage): Destination | Notice {
    if (request.headers[HOP_HEADER] === hop) return CIRCLE;
    const destination = findDestination(labelOf(request.headers.host, domain) ?? "", store);
    if (isNotice(destination)) return destination;
    return whyRefused(request, destination, sessions, identify) ?? destination;
  }

  async function connect({ job, port }: Destination, gone: AbortSignal): Promise<Duplex | Notice> {
    const attempt = findAttempt(job, store);
    if (isNotice(attempt)) return attempt;
    try {
      return await connectToRun(options.engine, attempt.handle, port, gone);
    } catch (error) {
      return connectNotice(error, jobLabel(job), port, log);
    }
  }

  /** Takes a ticket, if the request brings one, for a session, and leads on to the page. */
  function takeTicket(request: IncomingMessage, response: ServerResponse): boolean {
    const ticket = readTicket(request.url);
    if (ticket === undefined) return false;
    const destination = findDestination(labelOf(request.headers.host, domain) ?? "", store);
    if (isNotice(destination)) {
      sendNotice(response, destination);
      return true;
    }
    const session = sessions.redeem(ticket, destination.job.id, destination.port);
    if (session === undefined && whyRefused(request, destination, sessions, identify)) {
      sendNotice(response, SPENT_TICKET);
      return true;
    }
    const secure = isSecure(request.headers);
    response.writeHead(303, {
      location: "/",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      ...(session === undefined ? {} : { "set-cookie": setSessionCookie(session, secure) }),
    });
    response.end();
    return true;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (takeTicket(request, response)) return;
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const destination = route(request);
    const connection = isNotice(destination) ? destination : await connect(destination, gone.signal);
    if (isNotice(connection)) sendNotice(response, connection);
    else if (gone.signal.aborted) connection.destroy();
    else {
      gone.signal.addEventListener("abort", () => connection.destroy(), { once: true });
      const headers = requestHeaders(request, { identify, hop });
      const onFailure = (error?: Error) => {
        log.debug({ err: error }, "a job broke off an answer");
        if (!response.destroyed) sendNotice(response, BROKEN_OFF);
      };
      forwardRequest(request, response, { connection, headers, onFailure });
    }
  }

  async function answerUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const { upgrade = "" } = request.headers;
    if (upgrade.toLowerCase() !== "websocket") throw new HttpError(501, "Only WebSockets can be upgraded to here.");
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    const destination = route(request);
    const connection = isNotice(destination) ? destination : await connect(destination, gone.signal);
    if (isNotice(connection)) throw new HttpError(connection.status, `${connection.title}. ${connection.text}`);
    if (gone.signal.aborted) {
      connection.destroy();
      return;
    }
    gone.signal.addEventListener("abort", () => letGo(connection), { once: true });
    const headers = requestHeaders(request, { identify, hop, upgrade });
    const onFailure = () => refuseUpgrade(socket, new HttpError(502, `${BROKEN_OFF.title}. ${BROKEN_OFF.text}`));
    forwardUpgrade(request, socket, head, { connection, headers, onFailure });
  }

  return {
    domain,
    owns: (host) => labelOf(host, domain) !== undefined,
    request(request, response) {
      answer(request, response).catch((error: unknown) => {
        log.error({ err: error, req: request }, "a job's page failed");
        if (response.headersSent) response.destroy();
        else sendNotice(response, FAILED);
      });
    },
    upgrade(request, socket, head) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      answerUpgrade(request, socket, head).catch((error: unknown) => {
        if (isUnforeseen(error)) log.error({ err: error, req: request }, "a job's WebSocket failed");
        refuseUpgrade(socket, toHttpError(error));
      });
    },
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}

function connectNotice(error: unknown, job: string, port: number, log: Logger): Notice {
  if (!(error instanceof EngineError) && !(error instanceof HttpError)) {
    log.error({ err: error }, "a job's port could not be reached");
    return FAILED;
  }
  if (error instanceof EngineError && error.kind === "invalid") {
    const text = `Nothing listens on port ${port} of the job ${job} yet. This page opens by itself once something does.`;
    return { status: 502, title: "The job does not answer yet", text, reloads: true };
  }
  return {
    status: error instanceof HttpError ? error.status : 503,
    title: "The job cannot be reached",
    text: error.message,
    reloads: error instanceof EngineError,
  };
}

const CIRCLE: Notice = {
  status: 508,
  title: "This port leads back here",
  text: "It is this server's own port rather than the job's.",
};

const SPENT_TICKET: Notice = {
  ...SIGN_IN,
  text: "This link was used before, or is too old. Open it from the dashboard again.",
};

const BROKEN_OFF: Notice = {
  status: 502,
  title: "The job gave no answer",
  text: "What listens on this port closed the connection, or does not speak HTTP.",
};

const FAILED: Notice = { status: 500, title: "The server failed", text: "Its log says why." };
