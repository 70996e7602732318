import { once } from "node:events";
import { WebSocket } from "ws";
import { CHANNEL } from "../../contract/frames.ts";
import { offer, SUBPROTOCOL } from "../../contract/subprotocols.ts";

/** Where a job's streams are, and who asks. */
export interface Target {
  /** `http://host:port` */
  readonly origin: string;
  readonly token: string;
}

/**
 * Reads attach or exec as a compiled client would: what is measured is the server, and the engine's own command on the
 * other side is a compiled program too. A frame is not put together from the pieces it came in, and none is kept.
 * @param path behind `API/jobs/`
 * @param onOutput told of the output of both streams, as it comes
 * @throws Error when the connection ends without an exit code of 0
 */
export async function readOutput(
  { origin, token }: Target,
  path: string,
  onOutput: (piece: Buffer) => void,
  input?: Uint8Array,
): Promise<void> {
  const url = `${origin.replace(/^http/, "ws")}/api/v1/jobs/${path}`;
  const socket = new WebSocket(url, offer([SUBPROTOCOL.channels], token), { perMessageDeflate: false });
  socket.binaryType = "fragments";
  const ends: string[] = [];
  socket.on("message", (fragments: Buffer[]) => {
    const [first, ...rest] = fragments;
    if (!first) return;
    if (first[0] === CHANNEL.exit) {
      ends.push(Buffer.concat(fragments).toString("utf8", 1));
      return;
    }
    onOutput(first.subarray(1));
    for (const piece of rest) onOutput(piece);
  });
  const closed = once(socket, "close");
  await once(socket, "open");
  if (input) socket.send(Buffer.concat([Buffer.of(CHANNEL.stdin), input]));
  await closed;
  if (ends.join() !== JSON.stringify({ exit_code: 0 })) throw new Error(`It ended with ${ends.join() || "nothing"}.`);
}
