import { setTimeout as delay } from "node:timers/promises";
import type { RunEnd } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { createDemultiplexer } from "./demultiplex.ts";
import type { Inspection } from "./inspection.ts";

/** What Podman's init (catatonit) and Docker's (tini) print when there is no such program. */
const REFUSAL = /(?:ERROR \(catatonit:\d+\): failed to exec pid1|\[FATAL tini \(\d+\)\] exec .* failed): ([^\r\n]+)/;
/** They write their line in pieces. */
const REFUSAL_BEGUN = /ERROR \(|\[FATAL /;
/** What they end with then; programs do too. */
const EXIT_CODES: ReadonlySet<number> = new Set([1, 126, 127]);
const SOON_MS = 10_000;
/** Enough for their line, which comes before anything else. */
const BEGINNING_BYTES = 2048;
const LOOKS = 10;
const LOOKS_ONCE_BEGUN = 100;
const LOOK_AGAIN_MS = 50;

/** How a container ended whose init could not start the program: only the log says that it was so. */
export async function readInitRefusal(
  connection: Connection,
  { Id, Args = [], Config, HostConfig, State }: Inspection,
): Promise<Pick<RunEnd, "exitCode" | "reason" | "message"> | undefined> {
  const isSoon = Date.parse(State.FinishedAt) - Date.parse(State.StartedAt) < SOON_MS;
  if (HostConfig.Init !== true || !EXIT_CODES.has(State.ExitCode) || !isSoon) return undefined;
  const why = await untilRefused(() => readBeginning(connection, Id, Config.Tty));
  if (why === undefined) return undefined;
  const program = Args.find((word) => word !== "--") ?? "";
  const exitCode = /no such file|not found/i.test(why) ? 127 : 126;
  return { exitCode, reason: "ContainerCannotRun", message: `The program "${program}" could not be started: ${why}.` };
}

/** The end may be noted a moment before the last words. */
async function untilRefused(readText: () => Promise<string>): Promise<string | undefined> {
  for (let look = 1; ; look += 1) {
    const text = await readText();
    const why = REFUSAL.exec(text)?.[1];
    if (why !== undefined) return why;
    const looks = text === "" ? LOOKS : REFUSAL_BEGUN.test(text) ? LOOKS_ONCE_BEGUN : 0;
    if (look >= looks) return undefined;
    await delay(LOOK_AGAIN_MS);
  }
}

/**
 * The first words of a log: its last ones, which might be asked for, Podman tells without the pieces of lines. Without any,
 * when the log cannot be read, the end is told as it is.
 */
async function readBeginning(connection: Connection, container: string, tty: boolean): Promise<string> {
  const query = { stdout: true, stderr: true };
  const answer = await connection.stream("GET", `/containers/${container}/logs`, { query });
  const takeApart = createDemultiplexer();
  let text = "";
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      text += tty
        ? chunk.toString("latin1")
        : takeApart(chunk)
            .map(({ data }) => Buffer.from(data).toString("latin1"))
            .join("");
      if (text.length >= BEGINNING_BYTES) return text;
    }
  } catch {
    // What has come may do.
    return text;
  } finally {
    answer.destroy();
  }
  return text;
}
