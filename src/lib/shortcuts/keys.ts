import { isMac } from "./platform.ts";
import { SHORTCUT_IDS, SHORTCUTS, type Shortcut, type ShortcutId, type ShortcutPlace } from "./table.ts";

/** What of a pressed key matters. */
export type PressedKey = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "altKey" | "metaKey" | "shiftKey">;

/** One key of a shortcut, read from the table. */
interface Combo {
  /** As browsers call it, letters small. */
  readonly key: string;
  readonly modifiers: ReadonlySet<string>;
}

function comboOf(text: string): Combo {
  const parts = text.split("+");
  return { key: keyName(parts.at(-1) ?? ""), modifiers: new Set(parts.slice(0, -1)) };
}

function keyName(key: string): string {
  return key === "Space" ? " " : key.length === 1 ? key.toLowerCase() : key;
}

/** Every key of every shortcut, each text read once: keys are pressed often. */
const COMBOS: ReadonlyMap<ShortcutId, readonly (readonly Combo[])[]> = new Map(
  SHORTCUT_IDS.map((id) => [id, SHORTCUTS[id].keys.map((text) => text.split(" ").map(comboOf))]),
);

/** Whether a key is the one that a combination names. Ctrl is not Command's stand-in: a Mac's fields have Ctrl+K themselves. */
function fits({ key, modifiers }: Combo, pressed: PressedKey): boolean {
  const { ctrlKey, metaKey, altKey, shiftKey } = pressed;
  if (altKey) return false;
  if (modifiers.has("page")) return keyName(pressed.key) === key && (ctrlKey ? shiftKey && !metaKey : metaKey);
  if (modifiers.has("mod") ? ctrlKey === metaKey || (ctrlKey && isMac()) : ctrlKey !== modifiers.has("ctrl") || metaKey)
    return false;
  // Which sign the key above Tab writes is another one on each keyboard; where it is is not.
  if (key === "`") return pressed.code === "Backquote" && !shiftKey;
  if (keyName(pressed.key) !== key) return false;
  return isSign(key) || shiftKey === modifiers.has("shift");
}

/** Signs need Shift on some keyboards and not on others. */
function isSign(key: string): boolean {
  return key.length === 1 && key !== " " && key.toLowerCase() === key.toUpperCase();
}

/** Whether a key is one of a shortcut that is a single key. */
export function isShortcut(id: ShortcutId, pressed: PressedKey): boolean {
  return COMBOS.get(id)?.some(([only, ...more]) => only && more.length === 0 && fits(only, pressed)) ?? false;
}

/** Which shortcut of a place a key is; undefined where it is none. */
export function shortcutIn(place: ShortcutPlace, pressed: PressedKey): ShortcutId | undefined {
  return SHORTCUT_IDS.find((id) => SHORTCUTS[id].place === place && isShortcut(id, pressed));
}

/** How long after the first key of a sequence the second may come. */
const SEQUENCE_MS = 1_000;

/** Knows when two keys were pressed one after the other. @returns told of every key, the sequences that this one ends */
export function createSequences(): (pressed: PressedKey, atMs: number) => readonly ShortcutId[] {
  let first: PressedKey | undefined;
  let firstAtMs = -Infinity;
  return (pressed, atMs) => {
    const before = atMs - firstAtMs <= SEQUENCE_MS ? first : undefined;
    const sequences = (ends: (one: Combo, two: Combo) => boolean) =>
      SHORTCUT_IDS.filter((id) => COMBOS.get(id)?.some(([one, two]) => one && two && ends(one, two)));
    const ended = before ? sequences((one, two) => fits(one, before) && fits(two, pressed)) : [];
    const begins = ended.length === 0 && sequences((one) => fits(one, pressed)).length > 0;
    [first, firstAtMs] = begins ? [pressed, atMs] : [undefined, -Infinity];
    return ended;
  };
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: "↵",
  Escape: "Esc",
  PageUp: "Page up",
  PageDown: "Page down",
  ContextMenu: "Menu",
};

/** The keys of one of a shortcut's texts as people know them: `mod+k` is [["Ctrl", "K"]], `g j` [["G"], ["J"]]. */
export function keyWords(text: string, isMac: boolean): readonly (readonly string[])[] {
  const names: Readonly<Record<string, string>> = {
    ...{ mod: isMac ? "⌘" : "Ctrl", ctrl: isMac ? "⌃" : "Ctrl", shift: isMac ? "⇧" : "Shift" },
    ...{ page: isMac ? "⌘" : "Ctrl Shift" },
    ...SYMBOLS,
  };
  const words = (part: string) => (part === "page" ? (names.page ?? "").split(" ") : [names[part] ?? upper(part)]);
  return text.split(" ").map((combo) => combo.split("+").flatMap(words));
}

function upper(part: string): string {
  return part.length === 1 ? part.toUpperCase() : part;
}

/** A shortcut in one line, by the first of its keys: "Ctrl K", "G then J". */
export function keyText(id: ShortcutId, isMac: boolean): string {
  return keyWords(SHORTCUTS[id].keys[0], isMac)
    .map((combo) => combo.join(isMac ? "" : "+"))
    .join(" then ");
}

/** The keys of shortcuts as `aria-keyshortcuts` wants them; sequences, which it does not know, are left out. */
export function ariaKeys(...ids: readonly ShortcutId[]): string {
  const texts = ids.flatMap((id): readonly string[] => (SHORTCUTS[id] as Shortcut).keys);
  const single = texts.filter((text) => !text.includes(" "));
  const mods = isMac() ? ["Meta"] : ["Control", "Meta"];
  const written = single.flatMap((text) =>
    text.startsWith("mod+") ? mods.map((mod) => text.replace("mod", mod)) : [text],
  );
  return written.map((text) => text.replace("ctrl", "Control").replace("shift", "Shift")).join(" ");
}
