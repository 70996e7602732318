import { EngineError, type Handle } from "../engine.ts";
import { ApiError, asEngineError, type Api } from "./api.ts";
import { CHANNEL_PROTOCOL, exitCodeOf, openChannels, type EndStatus } from "./channels.ts";
import { CONTAINER } from "./podSpec.ts";
import { shell } from "./scripts.ts";

/** Runs the engine's own small scripts inside of a run. */
export interface Shell {
  /** @returns the exit code; undefined when the image has no `sh`. @throws EngineError unavailable */
  run(handle: Handle, script: string, ...words: string[]): Promise<number | undefined>;
  /** @returns whether the script could be run; a container that ends meanwhile ran it */
  tryRun(handle: Handle, script: string, ...words: string[]): Promise<boolean>;
}

export function createShell(api: Api, podsPath: string): Shell {
  async function run(handle: Handle, script: string, ...words: string[]): Promise<number | undefined> {
    const query = { container: CONTAINER, stdout: true, stderr: true, command: shell(script, ...words) };
    try {
      const socket = await api.connect(`${podsPath}/${String(handle.pod)}/exec`, query, [CHANNEL_PROTOCOL]);
      const channels = openChannels(socket);
      for await (const chunk of channels.output) void chunk;
      const status = await channels.ended;
      if (status && isWithoutProgram(status)) return undefined;
      // A script that ends the container may take its own connection with it.
      return (status && exitCodeOf(status)) ?? KILLED;
    } catch (error) {
      throw asEngineError(error);
    }
  }

  return {
    run,
    async tryRun(handle, script, ...words) {
      try {
        return (await run(handle, script, ...words)) !== undefined;
      } catch (error) {
        if (isEnding(error)) return true;
        throw error;
      }
    },
  };
}

const KILLED = 137;

/** Whether the container has no such program: OCI runtimes say it in words only. */
export function isWithoutProgram({ message = "" }: EndStatus): boolean {
  return /executable file not found|no such file or directory/i.test(message);
}

/** The API server refuses to run anything in a container that has just ended. */
function isEnding(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  if (error.kind === "not_found" || error.kind === "conflict" || error.kind === "invalid") return true;
  return error.cause instanceof ApiError && /not found|not running|is terminated/i.test(error.message);
}
