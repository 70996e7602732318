import { describe, expect, it } from "vitest";
import { ANSI_PALETTES, ansiColors, contrastOf, readHex } from "./ansiColor.ts";
import { PLAIN_STYLE, type AnsiStyle } from "./ansiStyle.ts";

const { light, dark } = ANSI_PALETTES;
const style = (change: Partial<AnsiStyle>): AnsiStyle => ({ ...PLAIN_STYLE, ...change });
const palette = (index: number) => ({ kind: "palette", index }) as const;

describe("ansiColors", () => {
  it("leaves plain text to its surroundings", () => {
    expect(ansiColors(PLAIN_STYLE, dark)).toEqual({ color: undefined, backgroundColor: undefined });
  });

  it("knows the palette's cube and its greys", () => {
    expect(ansiColors(style({ background: palette(16) }), dark).backgroundColor).toBe("#000000");
    expect(ansiColors(style({ background: palette(208) }), dark).backgroundColor).toBe("#ff8700");
    expect(ansiColors(style({ background: palette(231) }), dark).backgroundColor).toBe("#ffffff");
    expect(ansiColors(style({ background: palette(232) }), dark).backgroundColor).toBe("#080808");
    expect(ansiColors(style({ background: palette(255) }), dark).backgroundColor).toBe("#eeeeee");
    expect(ansiColors(style({ background: { kind: "rgb", red: 1, green: 2, blue: 3 } }), dark).backgroundColor).toBe(
      "#010203",
    );
  });

  it("swaps the colours of inverse text, the reader's own too", () => {
    const inverse = ansiColors(style({ inverse: true }), dark);
    expect(inverse).toEqual({ color: dark.background, backgroundColor: dark.foreground });
  });

  it("hides hidden text", () => {
    const hidden = ansiColors(style({ hidden: true, background: palette(1) }), dark);
    expect(hidden.color).toBe(hidden.backgroundColor);
  });

  it.each([
    ["light", light],
    ["dark", dark],
  ])("can be read in every combination on %s", (_, scheme) => {
    const indexes = [undefined, ...Array.from({ length: 256 }, (__, index) => palette(index))];
    for (const foreground of indexes) {
      for (const background of [
        undefined,
        palette(0),
        palette(3),
        palette(8),
        palette(15),
        palette(124),
        palette(244),
      ]) {
        for (const dim of [false, true]) {
          const drawn = ansiColors(style({ foreground, background, dim }), scheme);
          const ratio = contrastOf(
            readHex(drawn.color ?? scheme.foreground),
            readHex(drawn.backgroundColor ?? scheme.background),
          );
          expect(ratio).toBeGreaterThanOrEqual(4.5);
        }
      }
    }
  });
});
