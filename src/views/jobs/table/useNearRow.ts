import { useMediaQuery } from "@mantine/hooks";
import { useCallback, useState, type PointerEvent } from "react";

const HOVER_MEDIA = "(hover: hover)";

/** Which row the pointer is on; where nothing can hover, it may be any. The props go to the element that holds the rows. */
export function useNearRow() {
  const canHover = useMediaQuery(HOVER_MEDIA, undefined, { getInitialValueInEffect: false }) === true;
  const [nearKey, setNearKey] = useState<string>();
  return {
    isNear: useCallback((key: string) => !canHover || key === nearKey, [canHover, nearKey]),
    nearProps: {
      onPointerOver: ({ target }: PointerEvent) =>
        setNearKey((target as Element).closest<HTMLElement>("[data-row]")?.dataset.row),
      onPointerLeave: () => setNearKey(undefined),
    },
  };
}
