import { describe, expect, it } from "vitest";
import {
  DEFAULT_COLUMNS,
  gridTemplate,
  JOB_COLUMNS,
  minTableWidthPx,
  moveColumn,
  NO_CHOICE,
  readChoice,
  shownColumns,
  toggleColumn,
} from "./jobColumns.ts";

describe("the choice of columns", () => {
  it("is read as it was written", () => {
    const choice = { columns: ["name", "status"], widths: { name: 300 } };
    expect(readChoice(JSON.parse(JSON.stringify(choice)))).toEqual(choice);
  });

  it.each([undefined, null, "name", 7, {}, { columns: "name" }, { columns: [] }, { columns: ["gone"], widths: null }])(
    "is none where %j is stored",
    (stored) => expect(readChoice(stored)).toEqual(NO_CHOICE),
  );

  it("leaves out what this release does not know, and keeps widths within reason", () => {
    const stored = { columns: ["name", "gone", "name", "id"], widths: { name: 5, id: 1e9, owner: "90", gone: 90 } };
    expect(readChoice(stored)).toEqual({ columns: ["name", "id"], widths: { name: 48, id: 900 } });
  });
});

describe("the shown columns", () => {
  it("are the default ones where there is room, and as many as fit where there is little", () => {
    expect(shownColumns(NO_CHOICE, 1600)).toEqual(DEFAULT_COLUMNS);
    expect(shownColumns(NO_CHOICE, 1408)).toContain("usage");
    for (const width of [1300, 1100, 960, 760]) {
      const shown = shownColumns(NO_CHOICE, width);
      expect(shown).toContain("status");
      expect(shown).toContain("name");
      expect(minTableWidthPx(shown, {})).toBeLessThanOrEqual(width);
    }
  });

  it("are the chosen ones whatever the room", () => {
    expect(shownColumns({ columns: JOB_COLUMNS, widths: {} }, 300)).toEqual(JOB_COLUMNS);
  });

  it("take their share of the room unless they have a width", () => {
    const tracks = gridTemplate(["name", "id", "owner"], { owner: 120 }).split(/ (?![^(]*\))/);
    expect(tracks.slice(1, -1)).toEqual(["minmax(140px, 1.6fr)", "104px", "120px"]);
  });
});

describe("columns", () => {
  it("move to another place and no further than the ends", () => {
    expect(moveColumn(["status", "name", "id"], "id", 0)).toEqual(["id", "status", "name"]);
    expect(moveColumn(["status", "name", "id"], "status", 1)).toEqual(["name", "status", "id"]);
    expect(moveColumn(["status", "name", "id"], "status", 99)).toEqual(["name", "id", "status"]);
    expect(moveColumn(["status", "name", "id"], "name", -5)).toEqual(["name", "status", "id"]);
    expect(moveColumn(["status", "name"], "cost", 0)).toEqual(["status", "name"]);
  });

  it("come in at their place and go, all but the last", () => {
    expect(toggleColumn(["status", "name", "image"], "owner")).toEqual(["status", "name", "owner", "image"]);
    expect(toggleColumn(["name"], "status")).toEqual(["status", "name"]);
    expect(toggleColumn(["status", "name"], "status")).toEqual(["name"]);
    expect(toggleColumn(["name"], "name")).toEqual(["name"]);
  });
});
