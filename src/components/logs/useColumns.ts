import { useEffect, useState, type RefObject } from "react";

/** The probe is this many characters wide. */
const PROBE_COLUMNS = 100;

/**
 * How many characters of a monospaced font fit into an element; undefined until measured. Follows the element's width
 * and the font, which may come late.
 * @param probe an element of {@link PROBE_COLUMNS} characters' width inside
 * @param takenPx what else stands in a line
 */
export function useColumns(
  element: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
  takenColumns: number,
  takenPx: number,
): number | undefined {
  const [size, setSize] = useState<{ readonly widthPx: number; readonly characterPx: number }>();
  useEffect(() => {
    if (!element.current || !probe.current) return;
    const [measured, ruler] = [element.current, probe.current];
    const observer = new ResizeObserver(() => {
      const next = { widthPx: measured.clientWidth, characterPx: ruler.offsetWidth / PROBE_COLUMNS };
      setSize((before) =>
        before?.widthPx === next.widthPx && before.characterPx === next.characterPx ? before : next,
      );
    });
    observer.observe(measured);
    observer.observe(ruler);
    return () => observer.disconnect();
  }, [element, probe]);
  if (!size || size.characterPx === 0) return undefined;
  return Math.max(1, Math.floor((size.widthPx - takenPx) / size.characterPx - takenColumns));
}
