import { setTimeout as delay } from "node:timers/promises";
import type { RunEnd } from "../engine.ts";
import type { Connection } from "./connection.ts";
import type { Inspection } from "./inspection.ts";

/** What Podman's init (catatonit) and Docker's (tini) print when there is no such program. */
const REFUSAL = /(?:ERROR \(catatonit:\d+\): failed to exec pid1|\[FATAL tini \(\d+\)\] exec .* failed): ([^\r\n]+)/;
/** What they end with then; programs do too. */
const EXIT_CODES: ReadonlySet<number> = new Set([1, 126, 127]);
const SOON_MS = 10_000;
const FEW_LINES = 4;
const LOOKS = 10;
const LOOK_AGAIN_MS = 50;

/** How a container ended whose init could not start the program: only the log says that it was so. */
export async function readInitRefusal(
  connection: Connection,
  { Id, Args = [], HostConfig, State }: Inspection,
): Promise<Pick<RunEnd, "exitCode" | "reason" | "message"> | undefined> {
  const isSoon = Date.parse(State.FinishedAt) - Date.parse(State.StartedAt) < SOON_MS;
  if (HostConfig.Init !== true || !EXIT_CODES.has(State.ExitCode) || !isSoon) return undefined;
  let text = "";
  // The end may be noted a moment before the last words.
  for (let look = 0; look < LOOKS && text === ""; look += 1) {
    if (look > 0) await delay(LOOK_AGAIN_MS);
    text = await readLastLines(connection, Id);
  }
  const why = REFUSAL.exec(text)?.[1];
  if (why === undefined) return undefined;
  const program = Args.find((word) => word !== "--") ?? "";
  const exitCode = /no such file|not found/i.test(why) ? 127 : 126;
  return { exitCode, reason: "ContainerCannotRun", message: `The program "${program}" could not be started: ${why}.` };
}

/** Without its words, when the log cannot be read, the end is told as it is. */
async function readLastLines(connection: Connection, container: string): Promise<string> {
  const query = { stdout: true, stderr: true, tail: FEW_LINES };
  const answer = await connection.stream("GET", `/containers/${container}/logs`, { query });
  let text = "";
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) text += chunk.toString("latin1");
  } catch {
    // What has come may do.
    return text;
  }
  return text;
}
