import { keyWords } from "../../lib/shortcuts/keys.ts";
import { isMac } from "../../lib/shortcuts/platform.ts";
import { SHORTCUT_IDS, SHORTCUT_PLACES, SHORTCUTS, type ShortcutPlace } from "../../lib/shortcuts/table.ts";
import { showPalette } from "../../state/palette.ts";
import { DialogFrame } from "../../ui/dialog/DialogFrame.tsx";
import { Keys } from "./Keys.tsx";
import classes from "./Palette.module.css";

/** Every key of the app, by where it works. */
export default function ShortcutList() {
  return (
    <DialogFrame title="Keyboard shortcuts" size="xl" hasCloseButton onClose={() => showPalette(undefined)}>
      <div className={classes.places}>
        {(Object.keys(SHORTCUT_PLACES) as ShortcutPlace[]).map((place) => (
          <section key={place} aria-labelledby={`keys-${place}`} className={classes.place}>
            <h3 id={`keys-${place}`}>{SHORTCUT_PLACES[place]}</h3>
            <dl>
              {SHORTCUT_IDS.filter((id) => SHORTCUTS[id].place === place).map((id) => (
                <div key={id}>
                  <dt>{SHORTCUTS[id].does}</dt>
                  <dd>
                    {SHORTCUTS[id].keys.map((text) => (
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
