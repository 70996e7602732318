import { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { EngineError, type Handle } from "../engine.ts";
import { asEngineError, type Api } from "./api.ts";
import { CHANNEL_PROTOCOL } from "./channels.ts";
import { IS_LISTENING } from "./scripts.ts";
import type { Shell } from "./shell.ts";

const DATA_CHANNEL = 0;
const ERROR_CHANNEL = 1;
/** Each channel begins with the port's number. */
const PORT_BYTES = 2;
/** How long it is believed that somebody who listened a moment ago still does. */
const REMEMBERED_MS = 5_000;

/**
 * Connects to ports of runs through the API server. It cannot hand on that one half has ended: the connection lasts until
 * either side leaves altogether.
 */
export function createPortForward(api: Api, podsPath: string, shell: Shell) {
  const lastSeenListening = new Map<string, number>();

  /** The API server would only tell by the connection's end, which is how an empty answer looks too. */
  async function checkListener(handle: Handle, port: number): Promise<void> {
    const key = `${String(handle.uid)}:${port}`;
    if (Date.now() - (lastSeenListening.get(key) ?? 0) < REMEMBERED_MS) return;
    lastSeenListening.delete(key);
    const digits = port.toString(16).toUpperCase().padStart(4, "0");
    const answer = await shell.run(handle, IS_LISTENING, digits);
    if (answer === 1) throw new EngineError("invalid", `Nothing listens on port ${port} of the job.`);
    for (const [old, seenMs] of lastSeenListening)
      if (Date.now() - seenMs > REMEMBERED_MS) lastSeenListening.delete(old);
    lastSeenListening.set(key, Date.now());
  }

  return async (handle: Handle, port: number): Promise<Duplex> => {
    await checkListener(handle, port);
    try {
      const path = `${podsPath}/${String(handle.pod)}/portforward`;
      return tunnelOver(await api.connect(path, { ports: port }, [CHANNEL_PROTOCOL]));
    } catch (error) {
      throw asEngineError(error);
    }
  };
}

/** @throws EngineError invalid */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return;
  throw new EngineError("invalid", "A port is a whole number from 1 to 65535.");
}

function tunnelOver(socket: WebSocket): Duplex {
  const begun = [false, false];
  const tunnel = new Duplex({
    allowHalfOpen: true,
    read: () => {
      if (socket.readyState === socket.OPEN || socket.readyState === socket.CLOSING) socket.resume();
    },
    write(chunk: Buffer, _encoding, done) {
      // Whoever has left is told of by the end of what it said.
      if (socket.readyState !== socket.OPEN) return done();
      socket.send(Buffer.concat([Buffer.of(DATA_CHANNEL), chunk]), () => done());
    },
    final: (done) => done(),
    destroy(error, done) {
      socket.terminate();
      done(error);
    },
  });
  socket.on("message", (raw: RawData) => {
    const frame = raw as Buffer;
    const channel = frame[0] ?? 0;
    const data = frame.subarray(begun[channel] ? 1 : 1 + PORT_BYTES);
    begun[channel] = true;
    if (data.length === 0) return;
    if (channel === ERROR_CHANNEL) tunnel.destroy(new EngineError("unavailable", data.toString()));
    else if (channel === DATA_CHANNEL && !tunnel.push(data)) socket.pause();
  });
  socket.once("close", () => tunnel.push(null));
  return tunnel;
}
