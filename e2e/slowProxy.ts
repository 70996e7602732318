import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A TCP proxy before a server that lets only so much through, as a thin line does. */
export interface SlowProxy {
  readonly origin: string;
  /** All that has gone to clients so far. */
  readonly bytesToClients: number;
  close(): Promise<void>;
}

const SLICE_MS = 20;

/** Boots a proxy on a free port. @param bytesPerSecond to each client; what clients say is not held up */
export async function startSlowProxy(targetOrigin: string, bytesPerSecond: number): Promise<SlowProxy> {
  const sockets = new Set<Socket>();
  let bytesToClients = 0;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const sliceBytes = Math.ceil((bytesPerSecond * SLICE_MS) / 1000);

  async function trickle(upstream: Socket, client: Socket): Promise<void> {
    for await (const chunk of upstream as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        const slice = chunk.subarray(at, at + sliceBytes);
        client.write(slice);
        bytesToClients += slice.length;
        await delay((SLICE_MS * slice.length) / sliceBytes);
      }
    }
    client.end();
  }

  const server = createServer((client) => {
    const upstream = connect(Number(new URL(targetOrigin).port), "127.0.0.1");
    keep(client);
    keep(upstream);
    client.pipe(upstream);
    // A connection that breaks off is what its ends hear of by its close.
    trickle(upstream, client).catch(() => client.destroy());
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get bytesToClients() {
      return bytesToClients;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
