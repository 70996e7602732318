import type { IncomingMessage } from "node:http";
import { EngineError } from "../engine.ts";

/**
 * The objects of an answer that is one JSON object a line, as they come.
 * @throws EngineError unavailable when nothing has come for `stallMs`, which a registry is behind, or the connection is lost
 */
export async function* jsonLines<T>(answer: IncomingMessage, stallMs?: number): AsyncGenerator<T, void> {
  const stalled = new EngineError("unavailable", `The registry has said nothing for ${(stallMs ?? 0) / 1000} s.`);
  const timer = stallMs === undefined ? undefined : setTimeout(() => answer.destroy(stalled), stallMs);
  let rest = "";
  answer.setEncoding("utf8");
  try {
    for await (const chunk of answer as AsyncIterable<string>) {
      timer?.refresh();
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") yield JSON.parse(line) as T;
    }
    if (rest.trim() !== "") yield JSON.parse(rest) as T;
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError("unavailable", "The container engine broke off its answer.", { cause: error });
  } finally {
    clearTimeout(timer);
    answer.destroy();
  }
}
