import { createHash } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { HttpError } from "../http/errors.ts";
import type { JobRecord } from "./jobRecord.ts";
import type { JobStore, StartMark } from "./store/jobs.ts";

const LONGEST_MARK = 255;

/**
 * The mark of a start request, from its header `Idempotency-Key`; undefined without one. Whoever sends a request again
 * because its answer was lost sends the same mark again.
 * @throws HttpError 400 when it cannot be one
 */
export function startMarkOf(request: FastifyRequest): StartMark | undefined {
  const mark = request.headers["idempotency-key"];
  if (mark === undefined) return undefined;
  if (typeof mark !== "string" || !/^[\x21-\x7e]+$/.test(mark) || mark.length > LONGEST_MARK) {
    throw new HttpError(400, `Idempotency-Key: must be 1 to ${LONGEST_MARK} printable ASCII characters without blanks`);
  }
  const sent = JSON.stringify([request.url, request.body]);
  return { mark, requestHash: createHash("sha256").update(sent).digest("base64") };
}

/**
 * The job that the same request has started already; undefined for a new one.
 * @throws HttpError 409 when the mark was another request's
 */
export function startedBefore(store: JobStore, userName: string, mark: StartMark): JobRecord | undefined {
  const found = store.byMark(userName, mark.mark);
  if (found && found.requestHash !== mark.requestHash) {
    throw new HttpError(
      409,
      `The Idempotency-Key was sent before with another request, which started ${found.job.id}. Send a new key.`,
    );
  }
  return found?.job;
}
