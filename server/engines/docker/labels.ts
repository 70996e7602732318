import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What every container of ours carries: nothing without them is ever touched. */
export const LABEL = {
  /** Which server's it is; two servers on one engine leave each other's alone. */
  server: "jobdeck.server",
  run: "jobdeck.run",
  /** Indexes of its GPUs. */
  gpus: "jobdeck.gpus",
  /** Names of the variables whose values are secret, for an image that is saved must not have them. */
  secretEnv: "jobdeck.secret-env",
} as const;

/** The variable by which a program knows which run it is, as with every engine. */
export const RUN_MARK = "JOBDECK_RUN_ID";

/** The variable that marks a process started by `exec`, and all that it starts. */
export const EXEC_MARK = "JOBDECK_EXEC_ID";

/** A container's name: one for each run, so that none is started twice. */
export function containerName(runId: string): string {
  return `jobdeck-${runId}`;
}

/** Who the server over a data folder is for engines; made once. */
export function serverIdentity(dataDir: string): string {
  const path = join(dataDir, "engine-identity");
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomUUID(), { mode: 0o600 });
  }
  return readFileSync(path, "utf8").trim();
}

/** A filter of the engine's lists: only what is this server's. */
export function ownFilter(identity: string): string {
  return JSON.stringify({ label: [`${LABEL.server}=${identity}`] });
}
