import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ECHO_SERVER } from "../../testing/echoServer.ts";
import { engineContract } from "../contract.ts";
import { createProcessEngine } from "./engine.ts";
import { SHIM_PATH } from "./testing/shimPath.ts";

engineContract("process", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "engine-"));
  let engine = await createProcessEngine({ dataDir, shimPath: SHIM_PATH });
  return {
    engine,
    image: "host",
    echoServer: ECHO_SERVER,
    restart: async () => {
      await engine.close();
      engine = await createProcessEngine({ dataDir, shimPath: SHIM_PATH });
      return engine;
    },
    dispose: async () => {
      await engine.close();
      await rm(dataDir, { recursive: true });
    },
  };
});
