import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { isTokenSafe, offer } from "../../../contract/subprotocols.ts";
import { ApiError } from "../errors.ts";
import { whyNotRunning } from "../notRunning.ts";
import { openSocket, SocketRefused, type Socket, type SocketClose } from "./socket.ts";

/** Says that all was sent; every other code means that something is missing. */
export const NORMAL_CLOSE = 1000;
const SERVER_FAILURE = 1011;

/** What the streams need of the client. */
export interface Connection {
  /** Where a job's streams are: `ws://host/api/v1/jobs`. */
  readonly monitoringUrl: string;
  readonly WebSocket: typeof globalThis.WebSocket;
  readonly token: () => string | undefined;
  readonly status: (id: string, signal: AbortSignal | undefined) => Promise<Job>;
}

export interface StreamRequest {
  readonly jobId: string;
  /** The stream's name on the wire, e.g. "top". */
  readonly stream: string;
  readonly query: URLSearchParams;
  /** The service's own sub-protocol; undefined for a stream that has none. */
  readonly protocol?: string;
  /** One that is spoken rather where the server knows it: an addition of our own platform. */
  readonly preferredProtocol?: string;
  /** Whether the job must run for this stream; a log can be read afterwards too. */
  readonly needsRunning: boolean;
  readonly signal?: AbortSignal;
  /** Says why the handshake was refused although the job runs. */
  readonly whyRefused?: () => Promise<ApiError>;
}

/** Opens one of a job's streams. @throws ApiError that says what became of the job when the socket is refused */
export async function connectStream(connection: Connection, request: StreamRequest): Promise<Socket> {
  const { jobId, stream, protocol, preferredProtocol, signal } = request;
  const token = connection.token();
  const query = new URLSearchParams(request.query);
  // A browser drops a connection none of whose sub-protocols was answered.
  if (protocol === undefined && token !== undefined) query.set("neuro-auth-token", token);
  const parameters = query.toString();
  const path = `${encodeURIComponent(jobId)}/${stream}`;
  try {
    return await openSocket({
      WebSocket: connection.WebSocket,
      url: `${connection.monitoringUrl}/${path}${parameters === "" ? "" : `?${parameters}`}`,
      protocols: protocol === undefined ? [] : protocolsOf([preferredProtocol, protocol], token),
      signal,
    });
  } catch (error) {
    if (!(error instanceof SocketRefused)) throw error;
    throw await explainClose(connection, request, error.close, { wasOpen: false, cause: error });
  }
}

/** Yields frames until the server says that all was sent. @throws ApiError when the connection was lost before */
export async function* readStream(
  connection: Connection,
  request: StreamRequest,
  onOpen?: (protocol: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const socket = await connectStream(connection, request);
  try {
    onOpen?.(socket.protocol);
    yield* socket.frames;
    const close = await socket.closed;
    if (close.code !== NORMAL_CLOSE) throw await explainClose(connection, request, close, { wasOpen: true });
  } finally {
    socket.close();
  }
}

/**
 * Says why a stream was refused or broke off, by asking what became of its job: a browser is told neither the status
 * nor the body of a refused handshake. Rejects with the signal's reason when aborted.
 */
export async function explainClose(
  connection: Connection,
  request: StreamRequest,
  close: SocketClose,
  { wasOpen, cause }: { wasOpen: boolean; cause?: unknown },
): Promise<ApiError> {
  let job: Job;
  try {
    job = await connection.status(request.jobId, request.signal);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  const why = whyNotRunning(job);
  if (why !== undefined && (request.needsRunning || !isFinished(job.status)))
    return new ApiError("not-running", why, { cause });
  if (!request.needsRunning && job.logsRemoved)
    return new ApiError("not-found", "The job's log was removed.", { cause });
  if (close.code === SERVER_FAILURE) {
    return new ApiError("server", close.reason === "" ? "The server gave up the stream." : close.reason, { cause });
  }
  if (wasOpen) return new ApiError("network", "The connection to the job was lost.", { cause });
  if (request.whyRefused) return await request.whyRefused();
  return new ApiError("server", "The server refused the stream although the job is there.", { cause });
}

/** The sub-protocols to offer, best first. @throws ApiError for a token that cannot travel so */
export function protocolsOf(wanted: readonly (string | undefined)[], token: string | undefined): string[] {
  const services = wanted.filter((service) => service !== undefined);
  if (token === undefined) return services;
  if (isTokenSafe(token)) return offer(services, token);
  throw new ApiError(
    "unauthorized",
    "The token has characters that cannot be sent over a WebSocket. Sign in with a token of letters, digits and -._~.",
  );
}
