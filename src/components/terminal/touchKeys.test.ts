import { expect, it } from "vitest";
import { controlText, keyText, type TouchKey } from "./touchKeys.ts";

const KEYS: readonly TouchKey[] = ["Escape", "Tab", "ArrowLeft", "ArrowDown", "ArrowUp", "ArrowRight"];
const textsOf = (isControlHeld: boolean, isApplication: boolean) =>
  KEYS.map((key) => keyText(key, { isControlHeld, isApplication }).replace("\u001b", "^["));

it("sends what a keyboard would have a terminal send", () => {
  expect(textsOf(false, false)).toEqual(["^[", "\t", "^[[D", "^[[B", "^[[A", "^[[C"]);
  expect(textsOf(false, true)).toEqual(["^[", "\t", "^[OD", "^[OB", "^[OA", "^[OC"]);
  expect(textsOf(true, true)).toEqual(["^[", "\t", "^[[1;5D", "^[[1;5B", "^[[1;5A", "^[[1;5C"]);
});

it("makes control characters of what has one", () => {
  expect([..."cC[\\_@ ?"].map(controlText)).toEqual([..."\u0003\u0003\u001b\u001c\u001f\u0000\u0000\u007f"]);
  expect(["1", "é", "ab", "\r", ""].map(controlText)).toEqual(Array.from({ length: 5 }));
});
