import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../contract/durations.ts";
import { parseEnvText } from "./envText.ts";
import { seeded } from "./seeded.ts";

/** What people type into the start form, tried with many inputs that are the same in every run. */
const ROUNDS = 2_000;

describe("durations", () => {
  it("are read back as they are written", () => {
    const random = seeded(1);
    for (let round = 0; round < ROUNDS; round += 1) {
      const seconds = Math.floor(random() ** 3 * 60 * 86_400);
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    }
  });

  it("add up over any units that are there, in their order", () => {
    const random = seeded(2);
    for (let round = 0; round < ROUNDS; round += 1) {
      const parts = [86_400, 3_600, 60, 1].map((unit) => ({
        unit,
        count: Math.floor(random() * 50),
        used: random() < 0.6,
      }));
      const used = parts.filter((part) => part.used);
      const gap = random() < 0.5 ? " " : "";
      const letters = new Map([
        [86_400, "d"],
        [3_600, "h"],
        [60, "m"],
        [1, "s"],
      ]);
      const text = used.map(({ unit, count }) => `${count}${letters.get(unit) ?? ""}`).join(gap);
      const expected = used.length === 0 ? undefined : used.reduce((sum, { unit, count }) => sum + unit * count, 0);
      expect(parseDuration(text)).toBe(expected);
      if (used.length > 1)
        expect(
          parseDuration(
            text
              .split(/(?<=[dhms])\s*/)
              .reverse()
              .join(""),
          ),
        ).toBeUndefined();
    }
  });
});

describe(".env text", () => {
  const NAME_CHARS = "ABCxyz_019";
  const VALUE_CHARS = `abc =#'"$\\é\t`;
  const wordOf = (random: () => number, chars: string, length: number) =>
    Array.from({ length }, () => chars.charAt(Math.floor(random() * chars.length))).join("");

  it("gives every pair, whatever stands between and around them", () => {
    const random = seeded(3);
    for (let round = 0; round < ROUNDS; round += 1) {
      const entries = Array.from({ length: 1 + Math.floor(random() * 5) }, () => ({
        name: `N${wordOf(random, NAME_CHARS, Math.floor(random() * 8))}`,
        value: wordOf(random, VALUE_CHARS, Math.floor(random() * 12)),
      }));
      const lines = entries.flatMap(({ name, value }) => [
        ...(random() < 0.3 ? ["# a comment = not a pair"] : []),
        ...(random() < 0.3 ? [""] : []),
        `${random() < 0.3 ? "export " : ""}${name}="${value}"`,
      ]);
      expect(parseEnvText(lines.join(random() < 0.5 ? "\n" : "\r\n"))).toEqual(entries);
    }
  });

  it("takes no text for pairs in which one line is none", () => {
    const random = seeded(4);
    for (let round = 0; round < ROUNDS; round += 1) {
      const word = wordOf(random, "abc xyz.!", 1 + Math.floor(random() * 10)).trim();
      if (word === "") continue;
      expect(parseEnvText(`A=1\n${word}\nB=2`)).toBeUndefined();
    }
  });
});
