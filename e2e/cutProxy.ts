import type { Socket } from "node:net";
import { openDoor } from "../scripts/doors.mjs";

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
  let plan = { head: "", where: "before the answer" as Cut, left: 0 };
  let cuts = 0;
  const forward = (near: Socket, far: Socket) => {
    let isLost = false;
    near.on("data", (chunk: Buffer) => {
      if (plan.left > 0 && chunk.toString("latin1").startsWith(plan.head)) {
        plan.left -= 1;
        cuts += 1;
        if (plan.where === "before the request") {
          near.destroy();
          return;
        }
        isLost = true;
      }
      far.write(chunk);
    });
    near.on("end", () => far.end());
    // The platform has done its work and answers: nobody hears it.
    far.on("data", () => void (isLost && near.destroy()));
  };
  const to = { host: "127.0.0.1", port: Number(new URL(targetOrigin).port) };
  const door = await openDoor({ host: "127.0.0.1", port: 0 }, to, forward);
  return {
    origin: `http://127.0.0.1:${door.port}`,
    get cuts() {
      return cuts;
    },
    cutNext(head, where, times = 1) {
      plan = { head, where, left: times };
    },
    goOffline: door.cut,
    goOnline: door.mend,
    close: door.close,
  };
}
