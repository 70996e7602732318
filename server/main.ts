import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import envPaths from "env-paths";
import { ConfigError, HELP, parseCommand, type Config } from "./config.ts";
import { EngineError } from "./engines/engine.ts";
import { serve } from "./serve.ts";

/** Paths are relative to the built program, `dist/server/main.js`. */
const built = (path: string) => fileURLToPath(new URL(path, import.meta.url));

try {
  const command = parseCommand(process.argv.slice(2), process.env, () => envPaths("jobdeck", { suffix: "" }).data);
  if (command.kind === "help") process.stdout.write(HELP);
  else if (command.kind === "version") process.stdout.write(`${readVersion()}\n`);
  else await run(command.config);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof EngineError)) throw error;
  process.stderr.write(`jobdeck: ${error.message}\n`);
  process.exit(2);
}

async function run(config: Config): Promise<void> {
  const { app, link } = await serve(config, { appDir: built("../app"), shimPath: built("./shim.js") });
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(130);
    stopping = true;
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`jobdeck: ${(error as Error).message}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.stdout.write(`Jobdeck is ready: ${link}\n`);
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(built("../../package.json"), "utf8")) as { version: string };
  return manifest.version;
}
