import type * as z from "zod/mini";
import { ContractError, parse } from "../../contract/parse.ts";
import { ApiError } from "./errors.ts";
import type { JobsClientOptions } from "./jobsClient.ts";
import { refusalOf } from "./refusal.ts";

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v1`, e.g. `/jobs`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly content?: Blob;
  /** The part of a file that `content` is: `bytes 0-99/*`. */
  readonly contentRange?: string;
  readonly accept?: string;
  readonly idempotencyKey?: string;
  /** The tag of what is known already: the answer may be 304, without a body. */
  readonly knownTag?: string;
  readonly signal?: AbortSignal;
}

/** Calls of the platform; each rejects with ApiError, and with the signal's reason when aborted. */
export interface Http {
  /** Reads a JSON answer by its schema; `what` names the payload in the message about a broken contract. */
  read<S extends z.ZodMiniType>(request: ApiRequest, schema: S, what: string): Promise<z.output<S>>;
  /** Waits for success and ignores what the answer says. */
  send(request: ApiRequest): Promise<void>;
  /** Resolves with the answer, successful or 304, once its head is there; the body is the caller's to read. */
  open(request: ApiRequest): Promise<Response>;
}

export function createHttp(options: JobsClientOptions): Http {
  const fetch = options.fetch ?? globalThis.fetch;

  async function open(request: ApiRequest): Promise<Response> {
    const response = await reach(request.signal, () => fetch(addressOf(options.origin, request), init(request)));
    if (response.ok || (response.status === 304 && request.knownTag !== undefined)) return response;
    const error = await refusalOf(response);
    request.signal?.throwIfAborted();
    if (error.kind === "unauthorized") options.onUnauthorized?.();
    throw error;
  }

  function init(request: ApiRequest): RequestInit {
    const headers: Record<string, string> = { accept: request.accept ?? "application/json" };
    const token = options.token();
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (request.body !== undefined) headers["content-type"] = "application/json";
    if (request.content !== undefined) headers["content-type"] = "application/octet-stream";
    if (request.contentRange !== undefined) headers["content-range"] = request.contentRange;
    if (request.idempotencyKey !== undefined) headers["idempotency-key"] = request.idempotencyKey;
    if (request.knownTag !== undefined) headers["if-none-match"] = request.knownTag;
    return {
      method: request.method ?? "GET",
      headers,
      body: request.content ?? (request.body === undefined ? undefined : JSON.stringify(request.body)),
      signal: request.signal,
      cache: "no-store",
    };
  }

  return {
    open,
    async read(request, schema, what) {
      const response = await open(request);
      const text = await reach(request.signal, () => response.text());
      return parseWire(schema, jsonOf(response, text), what);
    },
    async send(request) {
      const response = await open(request);
      await reach(request.signal, () => response.arrayBuffer());
    },
  };
}

/** Reads a value from the server by its schema. @throws ApiError protocol that names the offending field */
export function parseWire<S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> {
  return keepContract(() => parse(schema, value, what));
}

/** Runs a reader of the contract. @throws ApiError protocol in place of its ContractError */
export function keepContract<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new ApiError("protocol", `The server's answer cannot be understood. ${error.message}.`, {
      field: error.field,
      cause: error,
    });
  }
}

/** Runs a step that needs the connection; its failure is the network's unless the caller aborted. */
export async function reach<T>(signal: AbortSignal | undefined, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    signal?.throwIfAborted();
    throw new ApiError("network", "The server cannot be reached. Check that it is running and that you are online.", {
      cause: error,
    });
  }
}

function addressOf(origin: string, request: ApiRequest): string {
  const query = request.query?.toString() ?? "";
  return `${origin}/api/v1${request.path}${query === "" ? "" : `?${query}`}`;
}

function jsonOf(response: Response, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const type = response.headers.get("content-type") ?? "no content type";
    throw new ApiError("protocol", `The server's answer is not JSON (${type}). Is this the address of a platform?`, {
      status: response.status,
      cause: error,
    });
  }
}
