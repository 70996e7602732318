import { useEffectEvent, useLayoutEffect } from "react";
import type { ShortcutId } from "../../lib/shortcuts/table.ts";
import { bindShortcut } from "../../state/shortcuts.ts";

/** What shortcuts do while a component is there. Whoever has nothing to do with a key now returns false. */
export type ShortcutHandlers = Partial<Readonly<Record<ShortcutId, () => unknown>>>;

/** Listens to keys of the whole page. Of several components that want one key, the innermost gets it. */
export function useShortcuts(handlers: ShortcutHandlers): void {
  const run = useEffectEvent((id: ShortcutId) => handlers[id]?.() !== false);
  const ids = Object.keys(handlers).join(" ");
  // Before it is seen: whoever sees the page may press a key at once.
  useLayoutEffect(() => {
    const stops = (ids.split(" ") as ShortcutId[]).map((id) => bindShortcut(id, () => run(id)));
    return () => {
      for (const stop of stops) stop();
    };
  }, [ids]);
}
