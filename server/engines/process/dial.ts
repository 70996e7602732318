import type { Socket } from "node:net";
import { EngineError } from "../engine.ts";
import { HearingSocket } from "../hearingSocket.ts";

/** Both ways to say "this machine": a program that listens on `localhost` may be on either. */
const LOOPBACK = ["127.0.0.1", "::1"] as const;

/**
 * Connects to a port of this machine. Either side may end its half and still read the other's.
 * @throws EngineError invalid when nobody listens there
 */
export async function dialLoopback(port: number): Promise<Socket> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new EngineError("invalid", "A port is a whole number from 1 to 65535.");
  }
  const problems: unknown[] = [];
  for (const host of LOOPBACK) {
    try {
      return await open(host, port);
    } catch (error) {
      problems.push(error);
    }
  }
  throw new EngineError("invalid", `Nothing listens on port ${port} of the job.`, {
    cause: new AggregateError(problems),
  });
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new HearingSocket({ allowHalfOpen: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
    socket.connect({ host, port, noDelay: true });
  });
}
