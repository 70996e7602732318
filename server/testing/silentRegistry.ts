import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/**
 * A registry that takes every connection and never answers.
 * @returns the name of an image that would come from it
 */
export async function startSilentRegistry(onTestFinished: (end: () => void) => void): Promise<string> {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
  await once(silent, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  return `127.0.0.1:${(silent.address() as AddressInfo).port}/silent:1`;
}
