import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import Docker from "dockerode";
import { EngineError } from "../engine.ts";

/** The Docker Engine API, as this engine uses it. Every call throws only EngineError. */
export interface Connection {
  /** Where the engine is, for people. */
  readonly address: string;
  /** @throws EngineError by the answer's status: 400 invalid, 404 not_found, 409 conflict, else unavailable */
  call<T = unknown>(method: Method, path: string, request?: Request): Promise<T>;
  /** The answer as it comes. Whoever asked destroys it. */
  stream(method: Method, path: string, request?: Request): Promise<IncomingMessage>;
  /** A connection that becomes raw bytes both ways. Whoever asked destroys it. */
  hijack(path: string, request?: Request): Promise<Duplex>;
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface Request {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
  /** How long the answer may take; a minute unless given. Streams may take for ever once they have begun. */
  readonly timeoutMs?: number;
  /** Sent in the header by which a registry is signed in to. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An engine that is not there: told apart from one that refuses. */
export class EngineAway extends EngineError {
  constructor(address: string, cause: unknown) {
    const why = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause);
    super("unavailable", `The container engine at ${address} does not answer (${why}).`, { cause });
  }
}

const TIMEOUT_MS = 60_000;
const ACCEPTED = { 101: true, 200: true, 201: true, 204: true, 304: true };

interface Failure extends Error {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string };
}

/** @param host as in DOCKER_HOST; the usual sockets when left out. @throws EngineError invalid when it is no address */
export function connectEngine(host: string | undefined): Connection {
  const { docker, address } = openClient(host ?? defaultHost());

  async function dial<T>(method: Method, path: string, request: Request, more: object): Promise<T> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new Error("timed out")), request.timeoutMs ?? TIMEOUT_MS);
    const abortSignal = request.signal ? AbortSignal.any([request.signal, timeout.signal]) : timeout.signal;
    const query = Object.fromEntries(Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined));
    try {
      return await new Promise<T>((resolve, reject) => {
        const options = { _query: query, _body: request.body ?? {} };
        const headers = request.headers && { ...request.headers };
        docker.modem.dial(
          { method, path: `${path}?`, statusCodes: ACCEPTED, abortSignal, options, headers, ...more },
          (error: Error | null, answer: unknown) => (error ? reject(error) : resolve(answer as T)),
        );
      });
    } catch (error) {
      request.signal?.throwIfAborted();
      throw explain(timeout.signal.aborted ? timeout.signal.reason : error, address);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    address,
    call: <T>(method: Method, path: string, request: Request = {}) => dial<T>(method, path, request, {}),
    stream: (method, path, request = {}) => dial<IncomingMessage>(method, path, request, { isStream: true }),
    async hijack(path, request = {}) {
      // Without a body nothing must be sent that the other side would take for input, not even an empty chunk.
      const body = request.body ? {} : { file: Buffer.alloc(0) };
      const socket = await dial<Duplex>("POST", path, request, { hijack: true, ...body });
      // Whoever reads is told by the end; an error between two reads must not end the server.
      socket.on("error", () => undefined);
      return socket;
    },
  };
}

function openClient(host: string): { docker: Docker; address: string } {
  const unix = /^unix:\/\/(\/.+)$/.exec(host)?.[1] ?? (host.startsWith("/") ? host : undefined);
  if (unix !== undefined) return { docker: new Docker({ socketPath: unix }), address: unix };
  const tcp = /^(?:tcp|http):\/\/([^/]+):(\d+)\/?$/.exec(host);
  if (!tcp) {
    throw new EngineError(
      "invalid",
      `DOCKER_HOST must be like unix:///var/run/docker.sock or tcp://127.0.0.1:2375, not ${JSON.stringify(host)}.`,
    );
  }
  const [, name = "", port = ""] = tcp;
  return { docker: new Docker({ host: name, port, ...certificates() }), address: `${name}:${port}` };
}

/** As the docker command has it: with DOCKER_TLS_VERIFY, certificates of the folder DOCKER_CERT_PATH. */
function certificates(): object {
  const { DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = process.env;
  if (!DOCKER_TLS_VERIFY) return { protocol: "http" };
  const read = (name: string) => readFileSync(join(DOCKER_CERT_PATH ?? join(homedir(), ".docker"), name));
  return { protocol: "https", ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}

/** Docker's own socket, or that of Podman. */
function defaultHost(): string {
  const runtimeDir = process.env.XDG_RUNTIME_DIR;
  const sockets = [
    "/var/run/docker.sock",
    ...(runtimeDir ? [`${runtimeDir}/docker.sock`, `${runtimeDir}/podman/podman.sock`] : []),
    "/run/podman/podman.sock",
  ];
  return `unix://${sockets.find((path) => existsSync(path)) ?? "/var/run/docker.sock"}`;
}

function explain(error: unknown, address: string): EngineError {
  const { statusCode, json, message } = error as Failure;
  if (statusCode === undefined) return new EngineAway(address, error);
  const words = json?.message ?? message;
  const kind = ({ 400: "invalid", 404: "not_found", 409: "conflict" } as const)[statusCode] ?? "unavailable";
  return new EngineError(kind, words, { cause: error });
}
