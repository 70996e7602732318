import { expect, it } from "vitest";
import { rowCommand } from "./rowKeys.ts";

const press = (key: string, modifiers: object = {}) =>
  rowCommand({ key, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

it.each(["ArrowDown", "j"])("%s goes to the next row", (key) =>
  expect(press(key)).toEqual({ do: "move", by: "row", direction: 1, extends: false }),
);

it("extends with Shift", () => {
  expect(press("ArrowUp", { shiftKey: true })).toEqual({ do: "move", by: "row", direction: -1, extends: true });
  expect(press("J", { shiftKey: true })).toEqual({ do: "move", by: "row", direction: 1, extends: true });
  expect(press("End", { shiftKey: true })).toEqual({ do: "move", by: "end", direction: 1, extends: true });
});

it("opens the menu by either key", () => {
  expect(press("F10", { shiftKey: true })).toEqual({ do: "menu" });
  expect(press("ContextMenu")).toEqual({ do: "menu" });
  expect(press("F10")).toBeUndefined();
});

it("selects all, and leaves the browser its own keys", () => {
  expect(press("a", { ctrlKey: true })).toEqual({ do: "selectAll" });
  expect(press("a", { metaKey: true })).toEqual({ do: "selectAll" });
  expect(press("a")).toBeUndefined();
  expect(press("ArrowLeft", { altKey: true })).toBeUndefined();
  expect(press("p", { ctrlKey: true })).toBeUndefined();
});
