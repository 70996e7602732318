import { parseDuration } from "../../../contract/durations.ts";
import { useTickingText } from "../../components/jobs/clock.ts";

const END = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

/** When a job of this life span that started now would end at the latest: "Tue, 24 Nov, 16:30"; "" where it has none. */
export function endWords(lifeSpan: string, nowMs: number): string {
  const seconds = parseDuration(lifeSpan);
  if (seconds === undefined) return "";
  const end = new Date(nowMs + seconds * 1000);
  // A span of more than a quarter of a million years has no date.
  return Number.isNaN(end.getTime()) ? "" : END.format(end);
}

/** {@link endWords} of this moment, kept true while it is shown. */
export function useEndWords(lifeSpan: string): string {
  return useTickingText((nowMs) => endWords(lifeSpan, nowMs), parseDuration(lifeSpan) !== undefined);
}
