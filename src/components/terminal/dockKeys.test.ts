import { expect, it } from "vitest";
import { createShellSequence, isDockKey } from "./dockKeys.ts";

const none = { ctrlKey: false, altKey: false, metaKey: false, shiftKey: false };
const key = (name: string, more: Partial<typeof none> = {}) => ({ ...none, key: name, code: "", ...more });

it("knows the two keys of a shell, in their order and within a second", () => {
  const isShellWanted = createShellSequence();
  expect([isShellWanted(key("g"), 0), isShellWanted(key("t"), 900)]).toEqual([false, true]);
  expect(isShellWanted(key("t"), 950)).toBe(false);
  isShellWanted(key("g"), 2_000);
  expect(isShellWanted(key("t"), 3_100)).toBe(false);
  isShellWanted(key("g"), 4_000);
  isShellWanted(key("x"), 4_100);
  expect(isShellWanted(key("t"), 4_200)).toBe(false);
  isShellWanted(key("g"), 5_000);
  expect(isShellWanted(key("t", { ctrlKey: true }), 5_100)).toBe(false);
});

it("knows the key of the dock by its place, whatever is printed on it", () => {
  expect(isDockKey({ ...key("ö", { ctrlKey: true }), code: "Backquote" })).toBe(true);
  expect(isDockKey({ ...key("`"), code: "Backquote" })).toBe(false);
});
