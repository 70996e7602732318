type Keys = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "altKey" | "metaKey" | "shiftKey">;

/** Ctrl and the key above Tab, as editors have it. */
export function isDockKey({ ctrlKey, altKey, metaKey, code }: Keys): boolean {
  return ctrlKey && !altKey && !metaKey && code === "Backquote";
}

/** How long after the first key of a sequence the second may come. */
const SEQUENCE_MS = 1_000;

/** Knows when `g` and then `t` were pressed. @returns told of every key, whether this one ends the sequence */
export function createShellSequence(): (keys: Keys, atMs: number) => boolean {
  let firstAtMs = -Infinity;
  return ({ key, ctrlKey, altKey, metaKey, shiftKey }, atMs) => {
    const isPlain = !ctrlKey && !altKey && !metaKey && !shiftKey;
    const ends = isPlain && key === "t" && atMs - firstAtMs <= SEQUENCE_MS;
    firstAtMs = isPlain && key === "g" ? atMs : -Infinity;
    return ends;
  };
}
