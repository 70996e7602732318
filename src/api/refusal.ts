import * as z from "zod/mini";
import { maybe } from "../../contract/scalars.ts";
import { ApiError, type ApiErrorKind, type ApiErrorOptions } from "./errors.ts";

/** A permission that is missing travels as its name or as what was to be done to which resource. */
const permission = z.union([z.string(), z.object({ uri: z.string(), action: maybe(z.string()) })]);

const refusalBody = z.object({
  error: maybe(z.string()),
  field: maybe(z.string()),
  missing: maybe(z.array(permission)),
});

const KIND_BY_STATUS: Readonly<Record<number, ApiErrorKind>> = {
  400: "invalid",
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  408: "network",
  409: "conflict",
  429: "server",
  501: "invalid",
};

/** What to say when the answer itself says nothing. */
const WORDS_BY_STATUS: Readonly<Record<number, string>> = {
  401: "You are not signed in, or your token is no longer valid. Sign in again.",
  403: "You have no permission for this.",
  413: "The request is larger than the server accepts. Make it smaller.",
  429: "Too many requests. Wait a little and try again.",
};

const NOT_RUNNING = /\bis not running\b/i;
/** More than this is a page for people, not a sentence. */
const LONGEST_SENTENCE = 300;

/** Reads an answer whose status is an error into the client's error; never rejects for a body that cannot be read. */
export async function refusalOf(response: Response): Promise<ApiError> {
  const text = await response.text().catch(() => "");
  const body = readBody(text);
  const message = body.error ?? WORDS_BY_STATUS[response.status] ?? plainSentence(response, text);
  const missing = (body.missing ?? []).map(permissionName);
  const options: ApiErrorOptions = { status: response.status, field: body.field, missing };
  return new ApiError(
    kindOf(response.status, message),
    missing.length > 0 && body.error === undefined ? `${message} Missing: ${missing.join(", ")}.` : message,
    options,
  );
}

function kindOf(status: number, message: string): ApiErrorKind {
  if ((status === 404 || status === 400) && NOT_RUNNING.test(message)) return "not-running";
  return KIND_BY_STATUS[status] ?? (status >= 500 ? "server" : "invalid");
}

function readBody(text: string): z.output<typeof refusalBody> {
  const nothing = { error: undefined, field: undefined, missing: undefined };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Proxies answer in HTML or in plain words; the status alone says what it is then.
    return nothing;
  }
  const result = z.safeParse(refusalBody, Array.isArray(json) ? { missing: json } : json);
  return result.success ? result.data : nothing;
}

function permissionName(entry: z.output<typeof permission>): string {
  if (typeof entry === "string") return entry;
  return entry.action === undefined ? entry.uri : `${entry.action} ${entry.uri}`;
}

function plainSentence(response: Response, text: string): string {
  const isPlain = (response.headers.get("content-type") ?? "").startsWith("text/plain");
  const sentence = text.trim();
  if (isPlain && sentence !== "" && sentence.length <= LONGEST_SENTENCE) return sentence;
  const name = response.statusText === "" ? "" : ` (${response.statusText})`;
  return `The server answered ${response.status}${name}.`;
}
