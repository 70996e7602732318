import { describe, expect, it, onTestFinished, vi } from "vitest";
import { ariaKeys, createSequences, isShortcut, keyText, keyWords, shortcutIn, type PressedKey } from "./keys.ts";
import { SHORTCUT_IDS, SHORTCUTS, type Shortcut } from "./table.ts";

const press = (key: string, held: Partial<PressedKey> = {}): PressedKey => ({
  ...{ key, code: "", ctrlKey: false, altKey: false, metaKey: false, shiftKey: false },
  ...held,
});

describe("keys", () => {
  it("are told apart by what is held with them", () => {
    expect(isShortcut("palette", press("k", { ctrlKey: true }))).toBe(true);
    expect(isShortcut("palette", press("k", { metaKey: true }))).toBe(true);
    expect(isShortcut("palette", press("k"))).toBe(false);
    expect(isShortcut("palette", press("k", { ctrlKey: true, altKey: true }))).toBe(false);
    expect(isShortcut("dock", press("`", { code: "Backquote", ctrlKey: true }))).toBe(true);
    expect(isShortcut("dock", press("^", { code: "Backquote", ctrlKey: true }))).toBe(true);
    expect(isShortcut("dock", press("`", { code: "Backquote", metaKey: true }))).toBe(false);
  });

  it("are Command's alone on a Mac, whose fields have Ctrl and letters themselves", () => {
    vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)" });
    onTestFinished(() => void vi.unstubAllGlobals());
    expect(isShortcut("palette", press("k", { ctrlKey: true }))).toBe(false);
    expect(isShortcut("palette", press("k", { metaKey: true }))).toBe(true);
    expect(isShortcut("dock", press("`", { code: "Backquote", ctrlKey: true }))).toBe(true);
    expect(ariaKeys("palette")).toBe("Meta+k");
  });

  it("that write signs are known with and without Shift, letters are not", () => {
    expect(isShortcut("search", press("/"))).toBe(true);
    expect(isShortcut("search", press("/", { shiftKey: true }))).toBe(true);
    expect(isShortcut("help", press("?", { shiftKey: true }))).toBe(true);
    expect(shortcutIn("rows", press("j"))).toBe("rowDown");
    expect(shortcutIn("rows", press("J", { shiftKey: true }))).toBe("rowSelectDown");
    expect(shortcutIn("rows", press("x"))).toBeUndefined();
  });

  it("may follow each other within a second", () => {
    const sequences = createSequences();
    expect(sequences(press("g"), 0)).toEqual([]);
    expect(sequences(press("j"), 900)).toEqual(["goJobs"]);
    expect(sequences(press("j"), 950)).toEqual([]);
    sequences(press("g"), 2_000);
    expect(sequences(press("j"), 3_100)).toEqual([]);
    sequences(press("g"), 4_000);
    sequences(press("g"), 4_500);
    expect(sequences(press("t"), 5_400)).toEqual(["shell"]);
    sequences(press("g"), 6_000);
    sequences(press("x"), 6_100);
    expect(sequences(press("t"), 6_200)).toEqual([]);
    sequences(press("g", { ctrlKey: true }), 7_000);
    expect(sequences(press("j"), 7_100)).toEqual([]);
  });

  it("are written as people and as browsers know them", () => {
    expect(keyText("palette", false)).toBe("Ctrl+K");
    expect(keyText("palette", true)).toBe("⌘K");
    expect(keyText("goJobs", false)).toBe("G then J");
    expect(keyWords("shift+ArrowUp", false)).toEqual([["Shift", "↑"]]);
    expect(ariaKeys("palette", "search", "goJobs")).toBe("Control+k Meta+k /");
  });
});

it("no two shortcuts of a place, or of a place and everywhere, have the same key", () => {
  const taken = new Map<string, string>();
  const clashes = SHORTCUT_IDS.flatMap((id) => {
    const { place, keys }: Shortcut = SHORTCUTS[id];
    return keys.flatMap((key) => {
      // The page's search is the log's on a log.
      if (id === "logFind" && key === "/") return [];
      const other = taken.get(`${place} ${key}`) ?? taken.get(`everywhere ${key}`);
      taken.set(`${place} ${key}`, id);
      return other === undefined ? [] : [`${id} and ${other}: ${key}`];
    });
  });
  expect(clashes).toEqual([]);
});
