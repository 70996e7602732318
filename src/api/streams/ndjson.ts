import { ApiError } from "../errors.ts";
import { reach } from "../http.ts";

/**
 * Reads newline-delimited JSON, each value as soon as its line is there; empty lines are skipped. Leaving the loop
 * early ends the request. @throws ApiError network when the answer breaks off, server for an `{"error"}` line
 */
export async function* readNdjson(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown, void, undefined> {
  for await (const lines of readLines(body, signal)) {
    for (const line of lines) {
      const text = line.text.trim();
      if (text === "") continue;
      const value = valueOf(text, line.isWhole);
      const error = errorOf(value);
      if (error !== undefined) throw new ApiError("server", error);
      yield value;
    }
  }
}

interface Line {
  readonly text: string;
  /** Whether a newline ended it. */
  readonly isWhole: boolean;
}

/** Cuts a body into lines, as many at a time as have come; a character is decoded only when all its bytes are there. */
async function* readLines(body: ReadableStream<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Line[]> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let isDone = false;
  // Pieces are joined once a line is whole: joining at every chunk would make a long line quadratic.
  let pieces: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reach(signal, () => reader.read());
      isDone = done;
      if (done) break;
      // A whole chunk at once: a call of the decoder costs more than what it decodes of one line.
      const [first = "", ...others] = decoder.decode(value, { stream: true }).split("\n");
      pieces.push(first);
      const rest = others.pop();
      if (rest === undefined) continue;
      const whole = [pieces.join(""), ...others];
      pieces = [rest];
      yield whole.map((text) => ({ text, isWhole: true }));
    }
    yield [{ text: pieces.join("") + decoder.decode(), isWhole: false }];
  } finally {
    // Already broken off or aborted: there is nothing left to cancel.
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}

function valueOf(text: string, isWhole: boolean): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (isWhole) throw new ApiError("protocol", "A line of the server's answer is not JSON.", { cause: error });
    throw new ApiError("network", "The server's answer broke off in the middle. Try again.", { cause: error });
  }
}

function errorOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("error" in value)) return undefined;
  return typeof value.error === "string" ? value.error : JSON.stringify(value.error);
}
