import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Where a request's connection is cut. */
export type Cut = "before the request" | "before the answer";

/** A TCP proxy before a server that can lose the connections of a request, as a bad network does. */
export interface CutProxy {
  readonly origin: string;
  /** How many requests were cut since the start. */
  readonly cuts: number;
  /** Cuts the next `times` connections whose request begins with `head` ("POST /api/v1/jobs"). */
  cutNext(head: string, where: Cut, times?: number): void;
  /** Refuses every connection until {@link CutProxy.goOnline}. */
  goOffline(): void;
  goOnline(): void;
  close(): Promise<void>;
}

/** Boots a proxy on a free port. Each request has a connection of its own, so that a cut meets no other. */
export async function startCutProxy(targetOrigin: string): Promise<CutProxy> {
  const target = Number(new URL(targetOrigin).port);
  const sockets = new Set<Socket>();
  let plan = { head: "", where: "before the answer" as Cut, left: 0 };
  let cuts = 0;
  let isOffline = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (isOffline) {
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    keep(upstream);
    let mode: "pass" | "cut" = "pass";
    client.on("data", (chunk: Buffer) => {
      if (plan.left > 0 && chunk.toString("latin1").startsWith(plan.head)) {
        plan.left -= 1;
        cuts += 1;
        mode = "cut";
        if (plan.where === "before the request") {
          client.destroy();
          upstream.destroy();
          return;
        }
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      // The platform has done its work and answers: nobody hears it.
      if (mode === "cut") client.destroy();
      else client.write(chunk);
    });
    client.on("end", () => upstream.end());
    upstream.on("end", () => client.end());
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return cuts;
    },
    cutNext(head, where, times = 1) {
      plan = { head, where, left: times };
    },
    goOffline() {
      isOffline = true;
      for (const socket of sockets) socket.destroy();
    },
    goOnline() {
      isOffline = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
