import { expect, it } from "vitest";
import { createLineInput } from "./lineInput.ts";

function type(...keys: string[]) {
  const input = createLineInput();
  const results = keys.map(input);
  return { sent: results.map((result) => result.send).join(""), echo: results.map((result) => result.echo).join("") };
}

it("sends whole lines and shows what is typed", () => {
  expect(type("h", "i", "\r", "x")).toEqual({ sent: "hi\n", echo: "hi\r\nx" });
});

it("takes pasted lines, however they end", () => {
  expect(type("a\r\nb\nc\rd").sent).toBe("a\nb\nc\n");
});

it("takes whole characters back, and none too many", () => {
  expect(type("a", "👍", "\u007f", "b", "\r").sent).toBe("ab\n");
  expect(type("\u007f", "\u007f", "a", "\r")).toEqual({ sent: "a\n", echo: "a\r\n" });
});

it("takes the line back", () => {
  expect(type("abc", "\u0003", "d", "\r")).toEqual({ sent: "d\n", echo: "abc\b \b\b \b\b \bd\r\n" });
  expect(type("abc", "\u0015", "\r").sent).toBe("\n");
});

it("ignores other control keys", () => {
  expect(type("a", "\u0001", "\u0004", "\u001b[A", "\u001bOB", "b", "\r")).toEqual({ sent: "ab\n", echo: "ab\r\n" });
});
