import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { dice } from "../src/lib/seeded.ts";
import { joinShellLine, splitShellLine } from "./shellLine.ts";

const LETTERS = ["'", '"', "\\", " ", "\t", "\n", "a", "$", "#", "ü", "`", "-"];

const PYTHON = `
import json, shlex, sys
def split(line):
    try:
        return shlex.split(line)
    except ValueError:
        return None
lines = json.load(sys.stdin)
print(json.dumps([[split(line), shlex.quote(line)] for line in lines]))
`;

it("splits and quotes any line exactly as Python's shlex does", () => {
  const roll = dice(7);
  const lines = Array.from({ length: 5_000 }, () =>
    Array.from({ length: roll(14) }, () => LETTERS[roll(LETTERS.length)] ?? "").join(""),
  );
  const answer = execFileSync("python3", ["-c", PYTHON], { input: JSON.stringify(lines), encoding: "utf8" });
  const expected = JSON.parse(answer) as [string[] | null, string][];
  for (const [index, line] of lines.entries()) {
    const result = splitShellLine(line);
    const [words, quoted] = expected[index] ?? [];
    expect(result.ok ? result.words : null, JSON.stringify(line)).toEqual(words);
    // Python leaves letters of other languages bare only where its own rule is ASCII, as here.
    expect(joinShellLine([line]), JSON.stringify(line)).toBe(quoted);
    expect(splitShellLine(joinShellLine([line]))).toEqual({ ok: true, words: [line] });
  }
});
