import { useTickingText } from "../jobs/clock.ts";

/** The present to the second, in milliseconds since the epoch; the component renders again every second while `ticking`. */
export function usePresent(ticking: boolean): number {
  return Number(useTickingText((nowMs) => String(Math.floor(nowMs / 1000) * 1000), ticking));
}
