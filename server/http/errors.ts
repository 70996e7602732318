import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { STATUS_CODES } from "node:http";
import { ContractError } from "../../contract/parse.ts";
import type { ErrorBody, MissingPermission } from "../../contract/errors.ts";
import { EngineError, type EngineErrorKind } from "../engines/engine.ts";

/**
 * A refusal as the client sees it: `message` is a sentence that says what to do; `field` is a wire name; `missing` is
 * what a 403 is about.
 */
export class HttpError extends Error {
  override readonly name = "HttpError";
  constructor(
    readonly status: number,
    message: string,
    readonly field?: string,
    readonly missing?: readonly MissingPermission[],
  ) {
    super(message);
  }

  /** The JSON body of every refusal. */
  get body(): ErrorBody {
    return {
      error: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.missing === undefined ? {} : { missing: [...this.missing] }),
    };
  }
}

/** A rule that a request's field breaks: 400, the reason without the field's name. */
export function brokenRule(field: string, reason: string): HttpError {
  return field === "" ? new HttpError(400, reason) : new HttpError(400, `${field}: ${reason}`, field);
}

/** The refusal of what a person has no right to: 403, the reason as a sentence. */
export function forbidden(reason: string, uri: string): HttpError {
  return new HttpError(403, reason, undefined, [{ uri, action: "write" }]);
}

const ENGINE_STATUS: Record<EngineErrorKind, number> = {
  not_found: 404,
  invalid: 400,
  conflict: 409,
  unavailable: 503,
  unsupported: 501,
};

/** Fastify's own refusals, in our words where theirs name no remedy. */
const FASTIFY_MESSAGES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "The request is too large; at most 1 MiB is taken.",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "Send the request as JSON (Content-Type: application/json).",
  FST_ERR_CTP_EMPTY_JSON_BODY: "The request's body is empty; it must be JSON.",
};

/** Turns whatever was thrown into what the client is told; what nobody foresaw becomes a 500 without details. */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof ContractError) {
    return error.field === "" ? new HttpError(400, error.message) : brokenRule(error.field, error.reason);
  }
  if (error instanceof EngineError) return new HttpError(ENGINE_STATUS[error.kind], error.message);
  const { statusCode, code, message } = error as { statusCode?: unknown; code?: unknown; message?: unknown };
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
    return new HttpError(statusCode, FASTIFY_MESSAGES[String(code)] ?? String(message));
  }
  return new HttpError(500, "The server failed; its log says why.");
}

/** Whether an error is nobody's intended refusal: only then is there something for the log. */
export function isUnforeseen(error: unknown): boolean {
  return toHttpError(error).status === 500 && !(error instanceof HttpError);
}

/** Refuses a WebSocket before its handshake: an HTTP answer with the same JSON as body and as `X-Error`. */
export function refuseUpgrade(socket: Duplex, error: HttpError): void {
  const body = Buffer.from(JSON.stringify(error.body));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? "Error"}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${body.length}`,
    `X-Error: ${asciiJson(error.body)}`,
    "Connection: close",
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`, "latin1"), body]));
  (socket as Socket).destroySoon();
}

/** JSON that fits into a header: everything outside printable ASCII is escaped. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
