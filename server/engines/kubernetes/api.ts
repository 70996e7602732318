import { Agent as HttpAgent, request as requestHttp, type ClientRequest, type IncomingMessage } from "node:http";
import { request as requestHttps, type Agent, type RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { WebSocket } from "ws";
import { EngineError } from "../engine.ts";

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface ApiRequest {
  readonly query?: Query;
  readonly body?: unknown;
  /** JSON when left out; patches have their own. */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
  /** How long the answer may take; half a minute when left out. */
  readonly timeoutMs?: number;
}

/** The API server of one cluster. */
export interface Api {
  /** Sends a request and reads the answer. @throws ApiError, or EngineError unavailable when nobody answers */
  json<T>(method: string, path: string, request?: ApiRequest): Promise<T>;
  /** Sends a request; who reads the answer's body sets its pace. @throws as `json` */
  stream(path: string, request?: ApiRequest): Promise<IncomingMessage>;
  /** Opens a WebSocket, paused: who reads it resumes it. @throws as `json` */
  connect(path: string, query: Query, protocols: readonly string[]): Promise<WebSocket>;
  /** Told whenever a request, but no stream, gets no answer. */
  onUnreachable(listener: (error: EngineError) => void): void;
  close(): void;
}

/** The API server refused a request. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    message: string,
    /** The API's own word for it, such as "AlreadyExists". */
    readonly reason: string,
  ) {
    super(message);
  }
}

/** How long the API server may take for an answer that comes at once. */
const ANSWER_TIMEOUT_MS = 30_000;
/** How soon a connection that has silently broken is noticed. */
const KEEP_ALIVE_MS = 10_000;

/** Speaks to the API server that a kubeconfig names, over connections that are used again. */
export function createApi(config: KubeConfig): Api {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) throw new EngineError("unavailable", "The kubeconfig's current context names no cluster.");
  const agents = createAgentCache();
  let onUnreachable: (error: EngineError) => void = () => undefined;

  async function optionsFor(): Promise<RequestOptions> {
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw new EngineError("unavailable", `The kubeconfig's credentials cannot be used: ${messageOf(error)}`);
    }
    return { ...options, agent: agents.agentFor(options, server?.startsWith("https:") ?? true) };
  }

  const addressOf = (path: string, query: Query = {}) => {
    const url = new URL(server.replace(/\/+$/, "") + path);
    for (const [name, value] of Object.entries(query)) {
      for (const each of Array.isArray(value) ? (value as readonly string[]) : [value]) {
        if (each !== undefined) url.searchParams.append(name, String(each));
      }
    }
    return url;
  };

  async function send(method: string, path: string, { query, body, contentType, signal }: ApiRequest) {
    const options = await optionsFor();
    const url = addressOf(path, query);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers: Record<string, string> = { ...(options.headers as Record<string, string>), Accept: "*/*" };
    if (text !== undefined) {
      headers["Content-Type"] = contentType ?? "application/json";
      // Node sends the body of a DELETE without saying how long it is.
      headers["Content-Length"] = String(Buffer.byteLength(text));
    }
    const open = url.protocol === "https:" ? requestHttps : requestHttp;
    signal?.throwIfAborted();
    const request = open(url, { ...options, method, headers });
    const response = await answerTo(request, text, signal);
    if ((response.statusCode ?? 500) >= 300) throw await refusalOf(response);
    return response;
  }

  return {
    async json<T>(method: string, path: string, request: ApiRequest = {}) {
      const timeoutMs = request.timeoutMs ?? ANSWER_TIMEOUT_MS;
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
      try {
        const response = await send(method, path, { ...request, signal });
        return JSON.parse(await readText(response)) as T;
      } catch (error) {
        request.signal?.throwIfAborted();
        const missed = timeout.aborted ? unreachable(new Error(`not within ${timeoutMs / 1000} s`)) : error;
        if (missed instanceof EngineError && missed.kind === "unavailable") onUnreachable(missed);
        throw missed;
      }
    },
    stream: (path, request = {}) => send("GET", path, request),
    async connect(path, query, protocols) {
      const options = await optionsFor();
      const url = addressOf(path, query);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      return openSocket(new WebSocket(url, [...protocols], { ...options, perMessageDeflate: false }));
    },
    onUnreachable: (listener) => void (onUnreachable = listener),
    close: () => agents.close(),
  };
}

/** Keeps the agent, and with it open connections, for as long as the credentials stay the same. */
function createAgentCache() {
  let current: { key: string; agent: Agent } | undefined;
  return {
    agentFor(options: RequestOptions, isSecure: boolean): Agent {
      const key = JSON.stringify([options.ca, options.cert, options.key, options.pfx].map(String));
      if (current?.key !== key) {
        current?.agent.destroy();
        const given = isSecure ? options.agent : new HttpAgent();
        if (!(given instanceof HttpAgent)) throw new EngineError("unavailable", "There is no way to the API server.");
        // The library's agents open a connection a request, each with its TLS handshake.
        const agent = Object.assign(given as Agent, { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS });
        current = { key, agent };
      }
      return current.agent;
    },
    close: () => current?.agent.destroy(),
  };
}

function answerTo(request: ClientRequest, body: string | undefined, signal?: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", (response) => {
      // Who reads the answer is told of its end; who has left by then no longer listens, and must not bring down the server.
      response.on("error", () => undefined);
      resolve(response);
    });
    request.on("error", (error) => reject(unreachable(error)));
    // Node's own way gives the connection the reason as an error, which at times nobody is there to hear.
    const giveUp = () => {
      reject(signal?.reason as Error);
      request.destroy();
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    request.once("close", () => signal?.removeEventListener("abort", giveUp));
    request.once("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    request.end(body);
  });
}

function openSocket(socket: WebSocket): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    socket.once("open", () => {
      socket.pause();
      socket.removeAllListeners("unexpected-response");
      resolve(socket);
    });
    socket.once("unexpected-response", (request, response) => {
      refusalOf(response).then(reject, reject);
      response.once("close", () => request.destroy());
    });
    // After the opening an error is followed by the close, which whoever uses the socket hears of.
    socket.on("error", (error) => reject(unreachable(error)));
  });
}

async function refusalOf(response: IncomingMessage): Promise<Error> {
  const text = await readText(response);
  const status = response.statusCode ?? 500;
  try {
    const { message, reason } = JSON.parse(text) as { message?: string; reason?: string };
    return new ApiError(status, message ?? text, reason ?? "");
  } catch {
    // Proxies and the kubelet answer in plain text.
    return new ApiError(status, text.trim() || `The API server answered ${status}.`, "");
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch (error) {
    throw unreachable(error);
  }
  return Buffer.concat(chunks).toString();
}

function unreachable(error: unknown): EngineError {
  const message = `The Kubernetes API server does not answer: ${messageOf(error)}.`;
  return new EngineError("unavailable", message, { cause: error });
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof ApiError && error.status === status;

/** The one translation of the API server's refusals; anything else is passed on as it is. */
export function asEngineError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const { status, message } = error;
  const options = { cause: error };
  if (status === 404) return new EngineError("not_found", message, options);
  if (status === 409) return new EngineError("conflict", message, options);
  if (status === 400 || status === 422) return new EngineError("invalid", message, options);
  if (status === 401 || status === 403) {
    return new EngineError("unavailable", `The cluster does not allow it: ${message}`, options);
  }
  return new EngineError("unavailable", `The cluster failed: ${message}`, options);
}
