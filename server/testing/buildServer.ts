import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds the server's programs once before the tests: the supervisor of a job is a program of its own. */
export default async function buildServer(): Promise<void> {
  await build({
    configFile: fileURLToPath(new URL("../../vite.server.config.ts", import.meta.url)),
    logLevel: "warn",
  });
}
