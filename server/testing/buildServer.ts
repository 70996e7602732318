import { fileURLToPath } from "node:url";
import { build } from "vite";

/**
 * Builds the server's programs once before the tests: the supervisor of a job is a program of its own. Where JOBDECK_BUILT
 * says that they are built, they are left alone: others may be running them.
 */
export default async function buildServer(): Promise<void> {
  if (process.env.JOBDECK_BUILT) return;
  await build({
    configFile: fileURLToPath(new URL("../../vite.server.config.ts", import.meta.url)),
    logLevel: "warn",
  });
}
