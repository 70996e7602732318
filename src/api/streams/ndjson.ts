import { ApiError } from "../errors.ts";
import { reach } from "../http.ts";

const NEWLINE = 10;

/**
 * Reads newline-delimited JSON, each value as soon as its line is there; empty lines are skipped. Leaving the loop
 * early ends the request. @throws ApiError network when the answer breaks off, server for an `{"error"}` line
 */
export async function* readNdjson(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown, void, undefined> {
  for await (const line of readLines(body, signal)) {
    const text = line.text.trim();
    if (text === "") continue;
    const value = valueOf(text, line.isWhole);
    const error = errorOf(value);
    if (error !== undefined) throw new ApiError("server", error);
    yield value;
  }
}

interface Line {
  readonly text: string;
  /** Whether a newline ended it. */
  readonly isWhole: boolean;
}

/** Cuts a body into lines; a character is decoded only when all its bytes are there. */
async function* readLines(body: ReadableStream<Uint8Array>, signal: AbortSignal | undefined): AsyncGenerator<Line> {
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
      let start = 0;
      for (let end = value.indexOf(NEWLINE); end >= 0; end = value.indexOf(NEWLINE, start)) {
        pieces.push(decoder.decode(value.subarray(start, end), { stream: true }));
        yield { text: pieces.join(""), isWhole: true };
        pieces = [];
        start = end + 1;
      }
      pieces.push(decoder.decode(value.subarray(start), { stream: true }));
    }
    yield { text: pieces.join("") + decoder.decode(), isWhole: false };
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
