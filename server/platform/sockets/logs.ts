import { LINE_COUNT_BYTES, putLineCount } from "../../../contract/logFrames.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { sendFrame, type SocketRoute } from "../../http/sockets.ts";
import { jobLog, type LogPiece } from "../jobLog.ts";
import { readLogQuery } from "../logQuery.ts";
import type { PlatformServices } from "../routes/services.ts";

const NEWLINE = 0x0a;
const ESCAPE = 0x1b;
/** The first byte of U+0080…U+009F in UTF-8. */
const C1_LEAD = 0xc2;

/** `log_ws`: binary frames, each sent once the one before was taken. */
export function logSocket(services: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/:id/log_ws",
    protocols: [SUBPROTOCOL.logs, SUBPROTOCOL.ownLogs],
    open({ params, query, protocol }) {
      const { id } = services.jobs.find(params.id ?? "");
      const isOwn = protocol === SUBPROTOCOL.ownLogs;
      const options = { ...readLogQuery(query), tellsStreams: isOwn, recycles: true };
      return async (socket, signal) => {
        for await (const piece of jobLog(id, { ...options, signal }, services))
          await sendFrame(socket, isOwn ? ownFrame(piece) : piece.data);
      };
    },
  };
}

function ownFrame(piece: LogPiece): Uint8Array {
  const frame = frameAround(piece);
  putLineCount(frame, textLinesOf(piece));
  return frame;
}

/** The piece with room for the count behind it. */
function frameAround({ data, tailroomBytes = 0 }: LogPiece): Uint8Array {
  const bytes = data.length + LINE_COUNT_BYTES;
  if (tailroomBytes >= LINE_COUNT_BYTES) return new Uint8Array(data.buffer, data.byteOffset, bytes);
  const frame = Buffer.allocUnsafe(bytes);
  frame.set(data);
  return frame;
}

/** How many lines end in a piece of text alone. */
function textLinesOf({ data, newlines }: LogPiece): number | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (bytes.includes(ESCAPE) || bytes.includes(C1_LEAD)) return undefined;
  return newlines ?? newlinesIn(bytes);
}

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
