/** One environment variable as pasted text spells it. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)$/;

/**
 * Reads pasted `KEY=VALUE` lines, as in an .env file: `export` before a name, empty lines and lines that start with # are
 * skipped, one pair of quotes around a value is dropped.
 * @returns undefined when a line is none of these: then the text is to be pasted as it is
 */
export function parseEnvText(text: string): EnvEntry[] | undefined {
  const entries: EnvEntry[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || line.trimStart().startsWith("#")) continue;
    const match = ASSIGNMENT.exec(line);
    if (!match) return undefined;
    entries.push({ name: match[1] ?? "", value: unquote((match[2] ?? "").trim()) });
  }
  return entries.length > 0 ? entries : undefined;
}

function unquote(value: string): string {
  const quote = value[0];
  const isQuoted = value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}
