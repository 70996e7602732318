import type { OutputChunk } from "../outputQueue.ts";

type StreamName = OutputChunk["stream"];

/** This much of what was heard is remembered. */
const MEMORY_BYTES = 64 * 1024;

/** Remembers the end of what a connection to a run has brought, to find in the run's log what it has not. */
export interface Hearing {
  heard(chunk: OutputChunk): void;
  /** @param lines the last ones of the log, those of both streams together */
  missing(lines: readonly Buffer[]): OutputChunk[];
}

/**
 * containerd closes the connections to a container's streams as it ends, and now and then with a stream's last words on
 * their way. The log has them.
 */
export function createHearing(): Hearing {
  const ends: Record<StreamName, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };

  return {
    heard({ stream, data }) {
      ends[stream] = Buffer.concat([ends[stream], data]).subarray(-MEMORY_BYTES);
    },
    missing(lines) {
      const rest = { ...ends };
      let unheard: OutputChunk[] = [];
      /** Those before the first line that was heard were said before the connection. */
      let sinceHeard: OutputChunk[] | undefined;
      let nextHeard: StreamName | undefined;
      for (const line of [...lines].reverse()) {
        const stream = (["stdout", "stderr"] as const).find((name) => endsWith(rest[name], line));
        if (stream) {
          rest[stream] = rest[stream].subarray(0, -line.length);
          nextHeard = stream;
          sinceHeard = unheard;
        } else unheard = [{ stream: streamOf(nextHeard), data: line }, ...unheard];
      }
      return sinceHeard ?? unheard;
    },
  };

  /** A stream that was heard later has lost nothing; else it is the one that has been silent. */
  function streamOf(before: StreamName | undefined): StreamName {
    if (before !== undefined) return before === "stdout" ? "stderr" : "stdout";
    return ends.stdout.length > 0 && ends.stderr.length === 0 ? "stderr" : "stdout";
  }
}

function endsWith(text: Buffer, line: Buffer): boolean {
  return line.length > 0 && text.length >= line.length && text.subarray(-line.length).equals(line);
}
