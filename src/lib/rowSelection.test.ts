import { describe, expect, it } from "vitest";
import { NO_SELECTION, selectRange, toggleAll, toggleRow, type RowSelection } from "./rowSelection.ts";

const ORDER = [..."abcdefgh"];
const idsOf = (selection: RowSelection) => [...selection.ids].sort().join("");

describe("one row", () => {
  it("is taken in and out, and others stay", () => {
    const two = toggleRow(toggleRow(NO_SELECTION, "b"), "d");
    expect(idsOf(two)).toBe("bd");
    expect(idsOf(toggleRow(two, "b"))).toBe("d");
    expect(idsOf(two)).toBe("bd");
  });
});

describe("a range", () => {
  it("goes from the row selected last, in both directions, and gives back only its own", () => {
    const start = toggleRow(toggleRow(NO_SELECTION, "h"), "c");
    const down = selectRange(start, ORDER, "f");
    expect(idsOf(down)).toBe("cdefh");
    expect(idsOf(selectRange(down, ORDER, "d"))).toBe("cdh");
    expect(idsOf(selectRange(down, ORDER, "a"))).toBe("abch");
  });

  it("begins at the fallback where nothing was selected or it is gone", () => {
    expect(idsOf(selectRange(NO_SELECTION, ORDER, "c", "b"))).toBe("bc");
    expect(idsOf(selectRange(NO_SELECTION, ORDER, "c"))).toBe("c");
    const gone = toggleRow(NO_SELECTION, "x");
    expect(idsOf(selectRange(gone, ORDER, "c", "b"))).toBe("bcx");
  });

  it("does not exist to a row that is not in the list", () => {
    const start = toggleRow(NO_SELECTION, "b");
    expect(selectRange(start, ORDER, "x")).toBe(start);
  });
});

describe("all", () => {
  it("are selected, or none where they were", () => {
    const all = toggleAll(toggleRow(NO_SELECTION, "b"), ORDER);
    expect(idsOf(all)).toBe("abcdefgh");
    expect(toggleAll(all, ORDER)).toBe(NO_SELECTION);
    expect(idsOf(toggleAll(NO_SELECTION, []))).toBe("");
  });
});
