import { formatExact, formatRelative } from "../../lib/elapsed.ts";
import { useTickingText } from "./clock.ts";

/** A moment as "5m ago", kept up to date; the exact time stands in the title. */
export function RelativeTime({ timeMs }: { readonly timeMs: number }) {
  const text = useTickingText((nowMs) => formatRelative(timeMs, nowMs));
  return (
    <time className="jd-num" dateTime={new Date(timeMs).toISOString()} title={formatExact(timeMs)}>
      {text}
    </time>
  );
}
