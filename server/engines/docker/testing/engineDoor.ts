import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDoor, type Door } from "../../../../scripts/doors.mjs";

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
  let door: Door | undefined;

  async function open(): Promise<void> {
    door = await openDoor({ path }, { path: enginePath.replace("unix://", "") });
  }

  async function shut(): Promise<void> {
    const open = door;
    door = undefined;
    await open?.close();
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
