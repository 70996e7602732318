import { describe, expect, it } from "vitest";
import { joinShellLine, splitShellLine } from "./shellLine.ts";

describe("a shell line", () => {
  it("is split by quotes and escapes, without expansion", () => {
    expect(splitShellLine(`bash -c 'echo "$HOME"' a\\ b ""`)).toEqual({
      ok: true,
      words: ["bash", "-c", 'echo "$HOME"', "a b", ""],
    });
  });

  it.each([`echo "open`, `echo 'open`, "echo \\", "echo \0"])("that cannot be read says why: %j", (line) => {
    expect(splitShellLine(line)).toMatchObject({ ok: false, reason: expect.stringMatching(/^(has|must)/) as string });
  });

  it("reads back the words it was joined from", () => {
    const words = ["sh", "-c", 'it\'s a "test" $x `y`\nnext', "", "ünï"];
    expect(splitShellLine(joinShellLine(words))).toEqual({ ok: true, words });
  });
});
