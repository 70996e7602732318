// Ways to a server that can be watched, changed and cut: between the networks of one machine, and as bad networks in tests.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** @typedef {import("node:net").Socket} Socket */

/**
 * @typedef {object} Door
 * @property {number} port where it listens; 0 for a socket file
 * @property {() => void} cut ends what goes through, and whatever else comes until it is mended
 * @property {() => void} mend
 * @property {() => Promise<void>} close ends what goes through and listens no longer
 */

/**
 * Hands every connection to one place on to another.
 * @param {import("node:net").ListenOptions} from
 * @param {import("node:net").NetConnectOpts} to
 * @param {(near: Socket, far: Socket) => void} [forward] hands what comes in on; as it is unless told otherwise
 * @returns {Promise<Door>}
 */
export async function openDoor(from, to, forward = (near, far) => void near.pipe(far)) {
  /** @type {Set<Socket>} */
  const sockets = new Set();
  let isCut = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect({ ...to, allowHalfOpen: true });
    end(near, far);
    end(far, near);
    forward(near, far);
    far.pipe(near);
  });
  /**
   * @param {Socket} one what breaks on it is broken on the other
   * @param {Socket} other
   */
  function end(one, other) {
    sockets.add(one);
    one.on("error", () => other.destroy());
    one.on("close", () => {
      sockets.delete(one);
      other.destroy();
    });
  }
  function cut() {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  }
  server.listen(from);
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    cut,
    mend: () => void (isCut = false),
    async close() {
      const closed = once(server, "close");
      server.close();
      cut();
      await closed;
    },
  };
}
