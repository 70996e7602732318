import { useState } from "react";

export interface Draft {
  readonly text: string;
  /**
   * Shows a text at once, which the address is told by the caller and follows at its own pace.
   * @param via what the address will say in between
   */
  readonly set: (text: string, via?: string) => void;
  /** From now on the field shows what the address says. */
  readonly leave: () => void;
}

interface Typed {
  readonly text: string;
  /** What the address will say one after the other. */
  readonly onItsWay: readonly string[];
}

/**
 * What a search field shows: what is typed, whatever pace the address follows at, until the address changes in another
 * way (back, forward, a chip, a view).
 */
export function useDraft(q: string): Draft {
  const [typed, setTyped] = useState<Typed>();
  const [seen, setSeen] = useState(q);
  if (seen !== q) {
    setSeen(q);
    const at = typed?.onItsWay.indexOf(q) ?? -1;
    setTyped(typed && at >= 0 ? { ...typed, onItsWay: typed.onItsWay.slice(at + 1) } : undefined);
  }
  return {
    text: typed?.text ?? q,
    set: (text, via) => {
      const next = via === undefined ? [text.trim()] : [via, text.trim()];
      setTyped((before) => ({ text, onItsWay: [...(before?.onItsWay ?? []), ...next] }));
    },
    leave: () => setTyped(undefined),
  };
}
