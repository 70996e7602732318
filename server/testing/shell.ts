import type { StartPayload } from "../../contract/start.ts";
import type { TestServer } from "./testServer.ts";

/** A shell script as the one line that a job's command is. */
export function sh(script: string): string {
  return `sh -c '${script.replaceAll("'", `'\\''`)}'`;
}

/** Starts a script as a job and waits until it runs. @returns the job's id */
export async function startRunning(
  server: TestServer,
  script: string,
  request: Partial<StartPayload> = {},
): Promise<string> {
  const { id } = await server.start({ command: sh(script), ...request });
  await server.untilJob(id, ({ status }) => status !== "pending");
  return id;
}
