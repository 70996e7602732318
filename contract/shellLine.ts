import { join, split } from "shlex";

/** The outcome of reading one shell-quoted line: its words, or the sentence that says why it cannot be read. */
export type ShellLine = { ok: true; words: string[] } | { ok: false; reason: string };

/** Splits a shell-quoted line into words as Python's `shlex.split` does: quotes and escapes, no expansion. */
export function splitShellLine(line: string): ShellLine {
  if (line.includes("\0")) return { ok: false, reason: "must not have a NUL character" };
  try {
    return { ok: true, words: split(line) };
  } catch {
    return { ok: false, reason: "has a quote that is not closed or a trailing backslash" };
  }
}

/** Quotes words into one line that {@link splitShellLine} and a POSIX shell read back as the same words. */
export function joinShellLine(words: readonly string[]): string {
  return join([...words]);
}
