import { expect, it } from "vitest";
import { formatBytes } from "./sizes.ts";

it.each([
  [0, "0 B"],
  [1_023, "1023 B"],
  [1_024, "1 KiB"],
  [536_870_912, "512 MiB"],
  [1_610_612_736, "1.5 GiB"],
  [123_456_789_012, "115 GiB"],
  [2 ** 60, "1024 PiB"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
