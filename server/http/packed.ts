import { Readable, pipeline } from "node:stream";
import { constants, createGzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Answers with a text that is made while it is read, packed for a client that can unpack it: many times smaller, which
 * is what counts on a slow connection. Each piece can be read as soon as it was made.
 */
export function sendPacked(request: FastifyRequest, reply: FastifyReply, pieces: AsyncIterable<string>): FastifyReply {
  const text = Readable.from(pieces, { objectMode: false });
  void reply.header("vary", "accept, accept-encoding");
  if (!takesGzip(request.headers["accept-encoding"])) return reply.send(text);
  const packed = createGzip({ level: constants.Z_BEST_SPEED, flush: constants.Z_SYNC_FLUSH });
  // A failure reaches whoever reads the packed text, which it breaks off; there is nothing else to do about it here.
  pipeline(text, packed, () => {});
  return reply.header("content-encoding", "gzip").send(packed);
}

function takesGzip(header: string | string[] | undefined): boolean {
  const codings = [header ?? []].flat().flatMap((value) => value.split(","));
  return codings.some((coding) => {
    const [name, quality] = coding.split(";").map((part) => part.trim().toLowerCase());
    return name === "gzip" && !/^q=0(\.0*)?$/.test(quality ?? "");
  });
}
