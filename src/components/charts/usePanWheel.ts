import { useEffect, useEffectEvent, type RefObject } from "react";

/** A wheel that turns sideways, or with Shift, moves the axis, once a frame; the other way it scrolls the page. */
export function usePanWheel(root: RefObject<HTMLDivElement | null>, onPan: (share: number) => void): void {
  const pan = useEffectEvent(onPan);
  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    let [frame, movedPx] = [0, 0];
    const move = () => {
      pan(movedPx / element.clientWidth);
      [frame, movedPx] = [0, 0];
    };
    const onWheel = (event: WheelEvent) => {
      const byPx = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (Math.abs(byPx) < Math.abs(event.shiftKey ? 0 : event.deltaY) || byPx === 0) return;
      // Not passive: the browser would go back a page.
      event.preventDefault();
      movedPx += byPx;
      frame ||= requestAnimationFrame(move);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("wheel", onWheel);
    };
  }, [root]);
}
