import { useCallback, useState, type UIEvent } from "react";

/**
 * Scrolls several elements sideways as one: the head, which sticks to the top, the rows, and the bar at the bottom of the
 * window, without which the rows' own would be thousands of rows away.
 */
export function useSideScroll() {
  const [parts] = useState(() => new Set<HTMLElement>());
  const join = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return undefined;
      parts.add(element);
      return () => void parts.delete(element);
    },
    [parts],
  );
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>) => {
    for (const part of parts)
      if (part.scrollLeft !== currentTarget.scrollLeft) part.scrollTo({ left: currentTarget.scrollLeft });
  };
  return { join, onScroll };
}
