import { expect, it } from "vitest";
import { formatBytes } from "../../contract/sizes.ts";
import { seeded } from "./seeded.ts";
import { parseSize, sizeText } from "./sizeText.ts";

it.each([
  ["512MiB", 512 * 1024 ** 2],
  ["1.5 GiB", 1.5 * 1024 ** 3],
  ["4G", 4 * 1024 ** 3],
  ["4g", 4 * 1024 ** 3],
  ["4Gi", 4 * 1024 ** 3],
  ["500MB", 500_000_000],
  [" 16 kib ", 16 * 1024],
  ["12B", 12],
])("%j is %d bytes", (text, bytes) => expect(parseSize(text)).toBe(bytes));

it.each(["", "4", "GiB", "-4G", "4 X", "4GiBs", "1e3M", "4,5G", "1.G", "9999999999P"])("%j is no size", (text) => {
  expect(parseSize(text)).toBeUndefined();
});

it("reads back exactly what it writes, of any size", () => {
  const random = seeded(20);
  for (let round = 0; round < 2_000; round += 1) {
    const unit = 1024 ** Math.floor(random() * 4);
    const bytes = Math.floor(random() * 4096) * unit;
    expect(parseSize(sizeText(bytes))).toBe(bytes);
  }
});

it("reads what people are shown, to the one decimal that they are shown", () => {
  const random = seeded(21);
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Math.floor(random() * 1024 ** 5);
    const shown = formatBytes(bytes);
    const read = parseSize(shown) ?? NaN;
    expect(Math.abs(read - bytes) / Math.max(bytes, 1)).toBeLessThan(0.051);
  }
});
