import { keyWords } from "../../lib/shortcuts/keys.ts";
import { isMac } from "../../lib/shortcuts/platform.ts";
import {
  SHORTCUT_IDS,
  SHORTCUT_PLACES,
  SHORTCUTS,
  type Shortcut,
  type ShortcutPlace,
} from "../../lib/shortcuts/table.ts";
import { showPalette } from "../../state/palette.ts";
import { DialogFrame } from "../../ui/dialog/DialogFrame.tsx";
import { Keys } from "./Keys.tsx";
import classes from "./Palette.module.css";

/** More keys than this in one line would hide what they do. */
const MOST_KEYS = 4;

/** Every key of the app, by where it works. */
export default function ShortcutList() {
  return (
    <DialogFrame title="Keyboard shortcuts" size="xl" hasCloseButton onClose={() => showPalette(undefined)}>
      <div className={classes.places}>
        {(Object.keys(SHORTCUT_PLACES) as ShortcutPlace[]).map((place) => (
          <section key={place} aria-labelledby={`keys-${place}`} className={classes.place}>
            <h3 id={`keys-${place}`}>{SHORTCUT_PLACES[place]}</h3>
            <dl>
              {linesOf(place).map(({ does, keys }) => (
                <div key={does}>
                  <dt>{does}</dt>
                  <dd>
                    {keys.map((text) => (
                      <Keys key={text} combos={keyWords(text, isMac())} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DialogFrame>
  );
}

/** Shortcuts that say the same are one line; where that would have many keys, with the first of each. */
function linesOf(place: ShortcutPlace): readonly Pick<Shortcut, "does" | "keys">[] {
  const lines = new Map<string, Shortcut[]>();
  for (const id of SHORTCUT_IDS) {
    const shortcut: Shortcut = SHORTCUTS[id];
    if (shortcut.place === place) lines.set(shortcut.does, [...(lines.get(shortcut.does) ?? []), shortcut]);
  }
  return [...lines].map(([does, shortcuts]) => {
    const all = shortcuts.flatMap(({ keys }) => keys);
    const first = shortcuts.flatMap(({ keys }) => keys.slice(0, 1));
    return { does, keys: keyCount(all) > MOST_KEYS ? first : all };
  });
}

function keyCount(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.split(/[ +]/).length, 0);
}
