import { useLayoutEffect } from "react";

/** Beyond it somebody looks closely, and is to see what he looks at. */
const MOST_SCALE = 1.01;

/**
 * Tells by `--jd-seen-top` and `--jd-seen-height` which part of the window is seen: phones draw their keyboard over the
 * rest, where a shell's last line is.
 */
export function useSeenPart(): void {
  useLayoutEffect(() => {
    const { visualViewport: seen } = window;
    const { style } = document.documentElement;
    const forget = () => {
      style.removeProperty("--jd-seen-top");
      style.removeProperty("--jd-seen-height");
    };
    if (!seen) return undefined;
    const measure = () => {
      if (seen.scale > MOST_SCALE || seen.height >= window.innerHeight) return forget();
      style.setProperty("--jd-seen-top", `${seen.offsetTop}px`);
      style.setProperty("--jd-seen-height", `${seen.height}px`);
    };
    measure();
    for (const type of ["resize", "scroll"]) seen.addEventListener(type, measure);
    return () => {
      for (const type of ["resize", "scroll"]) seen.removeEventListener(type, measure);
      forget();
    };
  }, []);
}
