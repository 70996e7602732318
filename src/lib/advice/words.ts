/** The time of day as evidence names it, in the reader's zone: `14:05`; with the day where it is another one. */
export function sinceWords(timeMs: number, nowMs: number): string {
  const time = new Date(timeMs).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (nowMs - timeMs < 12 * 3_600_000) return time;
  return `${new Date(timeMs).toLocaleDateString("en-GB", { day: "numeric", month: "short" })}, ${time}`;
}

/** Cores with as many decimals as matter: `0.04`, `0.4`, `12.5`. */
export function coresText(cores: number): string {
  return String(Number(cores.toFixed(cores < 0.1 ? 2 : cores < 10 ? 2 : 1)));
}
