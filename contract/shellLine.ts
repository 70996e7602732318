/** The outcome of reading one shell-quoted line: its words, or the sentence that says why it cannot be read. */
export type ShellLine = { ok: true; words: string[] } | { ok: false; reason: string };

const BLANKS = " \t\r\n";
const UNCLOSED = { ok: false, reason: "has a quote that is not closed or a trailing backslash" } as const;

/**
 * Splits a shell-quoted line into words exactly as Python's `shlex.split` does, because that is how the platform reads
 * commands: quotes and escapes, no expansion, no comments. Between double quotes a backslash escapes only itself and
 * the quote.
 */
export function splitShellLine(line: string): ShellLine {
  if (line.includes("\0")) return { ok: false, reason: "must not have a NUL character" };
  const words: string[] = [];
  let word: string | undefined;
  let index = 0;
  while (index < line.length) {
    const char = line.charAt(index);
    if (BLANKS.includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      index += 1;
      continue;
    }
    const piece = char === "'" || char === '"' ? readQuoted(line, index) : readPlain(line, index);
    if (piece === undefined) return UNCLOSED;
    word = (word ?? "") + piece.text;
    index = piece.end;
  }
  if (word !== undefined) words.push(word);
  return { ok: true, words };
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

function readPlain(line: string, start: number): Piece | undefined {
  if (line.charAt(start) !== "\\") return { text: line.charAt(start), end: start + 1 };
  return start + 1 < line.length ? { text: line.charAt(start + 1), end: start + 2 } : undefined;
}

function readQuoted(line: string, start: number): Piece | undefined {
  const quote = line.charAt(start);
  let text = "";
  for (let index = start + 1; index < line.length; index += 1) {
    const char = line.charAt(index);
    if (char === quote) return { text, end: index + 1 };
    const next = line.charAt(index + 1);
    if (quote === '"' && char === "\\" && (next === "\\" || next === '"')) {
      text += next;
      index += 1;
    } else {
      text += char;
    }
  }
  return undefined;
}

/** Quotes a word so that {@link splitShellLine} and a POSIX shell read it back as it is. */
export function quoteShellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** Quotes words into one line that {@link splitShellLine} and a POSIX shell read back as the same words. */
export function joinShellLine(words: readonly string[]): string {
  return words.map(quoteShellWord).join(" ");
}
