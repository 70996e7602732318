const NEWLINE = 10;

export interface SilenceOptions {
  /** Not before so many lines have come. */
  readonly leastLines: number;
  readonly silenceMs: number;
}

/**
 * Passes on a stream that does not end, until it falls silent. A server tells where the past of a log ends only when
 * something follows, so for a job that writes nothing at the moment silence is the only sign there is.
 * @param open opens the stream; it rejects with the signal's reason when aborted
 */
export async function* untilSilent(
  open: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  { leastLines, silenceMs }: SilenceOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const silence = new AbortController();
  const fallSilent = new Error("The log has fallen silent");
  let lines = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(timer);
    if (lines >= leastLines) timer = setTimeout(() => silence.abort(fallSilent), silenceMs);
  };
  listen();
  try {
    for await (const chunk of open(silence.signal)) {
      clearTimeout(timer);
      lines += countNewlines(chunk);
      yield chunk;
      listen();
    }
  } catch (error) {
    if (error !== fallSilent) throw error;
  } finally {
    clearTimeout(timer);
  }
}

function countNewlines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
