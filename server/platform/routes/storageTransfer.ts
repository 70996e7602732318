import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpError } from "../../http/errors.ts";
import type { StorageRoot } from "../files/storagePath.ts";
import { openFile, type ByteRange } from "../files/transfer.ts";

/** Answers a file's content, or the part of it that `Range` asks for. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  root: StorageRoot,
  parts: readonly string[],
) {
  const file = await openFile(root, parts);
  const { sizeBytes } = file;
  const range = readRange(request.headers.range, sizeBytes);
  void reply.headers({
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    "last-modified": new Date(file.modifiedAtMs).toUTCString(),
    "x-file-type": "FILE",
    "x-file-permission": "write",
    "x-file-length": String(sizeBytes),
  });
  if (range === "unsatisfiable" || sizeBytes === 0) {
    await file.close();
    if (range !== "unsatisfiable") return reply.send(Buffer.alloc(0));
    return reply.status(416).header("content-range", `bytes */${sizeBytes}`).send();
  }
  if (range === undefined) return reply.header("content-length", sizeBytes).send(file.read());
  return reply
    .status(206)
    .header("content-range", `bytes ${range.first}-${range.last}/${sizeBytes}`)
    .header("content-length", range.last - range.first + 1)
    .send(file.read(range));
}

/** Reads a `Range` of one part; what is no such range is as if it were not there, as HTTP has it. */
function readRange(header: string | undefined, sizeBytes: number): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [, from = "", to = ""] = match;
  if (from === "") {
    const length = Math.min(Number(to), sizeBytes);
    return length === 0 ? "unsatisfiable" : { first: sizeBytes - length, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  return first >= sizeBytes || last < first ? "unsatisfiable" : { first, last };
}

/** Reads `Content-Range: bytes 0-99/*`. @throws HttpError 400 */
export function readContentRange(header: string | undefined): ByteRange {
  const match = /^bytes (\d+)-(\d+)\/(?:\d+|\*)$/.exec(header ?? "");
  const range = match && { first: Number(match[1]), last: Number(match[2]) };
  if (range && range.first <= range.last && Number.isSafeInteger(range.last)) return range;
  throw new HttpError(400, "Say which bytes these are: Content-Range: bytes FIRST-LAST/*.");
}
