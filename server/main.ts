import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import envPaths from "env-paths";
import { ConfigError, HELP, parseCommand, type Config } from "./config.ts";
import { EngineError } from "./engines/engine.ts";
import { ownerName } from "./ownerName.ts";
import { runUserCommand } from "./userCommand.ts";

/** Paths are relative to the built program, `dist/server/main.js`. */
const built = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const defaultDataDir = () => envPaths("jobdeck", { suffix: "" }).data;

try {
  const args = process.argv.slice(2);
  if (args[0] === "user") runUser(args.slice(1));
  else await runServer(args);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof EngineError)) throw error;
  process.stderr.write(`jobdeck: ${error.message}\n`);
  process.exit(2);
}

function runUser(args: string[]): void {
  process.stdout.write(runUserCommand(args, { env: process.env, defaultDataDir, ownerName: ownerName() }));
}

async function runServer(args: string[]): Promise<void> {
  const command = parseCommand(args, process.env, defaultDataDir);
  if (command.kind === "help") process.stdout.write(HELP);
  else if (command.kind === "version") process.stdout.write(`${readVersion()}\n`);
  else await run(command.config);
}

async function run(config: Config): Promise<void> {
  // Loaded here, so that the other commands answer at once.
  const { serve } = await import("./serve.ts");
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
