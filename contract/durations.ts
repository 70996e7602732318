const UNIT_SECONDS: Record<string, number> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/**
 * Reads a duration as people and the command line write it: `1d2h30m`, `90s`, `45m`, in that order of units.
 * @returns seconds, or undefined when the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?$/.exec(text.trim());
  if (!match || match.slice(1).every((part) => part === undefined)) return undefined;
  return ["d", "h", "m", "s"].reduce(
    (sum, unit, index) => sum + Number(match[index + 1] ?? 0) * (UNIT_SECONDS[unit] ?? 0),
    0,
  );
}

/** Writes seconds as `1d2h`, `4m10s`, `0s`: every unit that is not zero, exact, readable by {@link parseDuration}. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  let text = "";
  for (const [unit, size] of Object.entries(UNIT_SECONDS)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === "" ? "0s" : text;
}
