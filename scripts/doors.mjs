// Ways between the networks of one machine: a port of the one is reached in the other through a socket file.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * Hands every connection to one place on to another.
 * @param {import("node:net").ListenOptions} from
 * @param {import("node:net").NetConnectOpts} to
 * @returns {Promise<() => void>} closes it, and with it whatever still goes through
 */
export async function openDoor(from, to) {
  /** @type {Set<import("node:net").Socket>} */
  const sockets = new Set();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true });
    join(near, far);
    join(far, near);
  });
  /**
   * @param {import("node:net").Socket} one
   * @param {import("node:net").Socket} other
   */
  function join(one, other) {
    sockets.add(one);
    one.pipe(other);
    // What breaks on one side is broken on the other.
    one.on("error", () => other.destroy());
    one.on("close", () => {
      sockets.delete(one);
      other.destroy();
    });
  }
  server.listen(from);
  await once(server, "listening");
  return () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
}
