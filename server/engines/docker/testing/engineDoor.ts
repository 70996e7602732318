import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A way to the engine that can be shut: to the server it looks as if the engine's service had stopped. */
export interface EngineDoor {
  /** As in DOCKER_HOST. */
  readonly host: string;
  readonly path: string;
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Opens one; whoever did closes it. @param enginePath as in DOCKER_HOST, a socket */
export async function openEngineDoor(enginePath: string): Promise<EngineDoor> {
  const folder = await mkdtemp(join(tmpdir(), "jobdeck-door-"));
  const path = join(folder, "engine.sock");
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  async function open(): Promise<void> {
    server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ path: enginePath.replace("unix://", ""), allowHalfOpen: true });
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    }).listen(path);
    await once(server, "listening");
  }

  async function shut(): Promise<void> {
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    server = undefined;
    await closed;
  }

  await open();
  return {
    host: `unix://${path}`,
    path,
    open,
    shut,
    async close() {
      await shut();
      await rm(folder, { recursive: true });
    },
  };
}
