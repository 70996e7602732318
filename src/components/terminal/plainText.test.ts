import { Terminal } from "@xterm/headless";
import { describe, expect, it } from "vitest";
import { dice } from "../../lib/seeded.ts";
import { createBatchedWriter } from "./batchedWriter.ts";
import type { FloodGauge } from "./floodGauge.ts";
import { createPlainWatch, foldText } from "./plainText.ts";
import { watchScrolling } from "./scrollWatch.ts";

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text);

describe("what is plain text", () => {
  it.each([
    ["printable characters, tabs and line ends", "a\tb é 漢 👩‍🚀\r\nc\rd\n", 2],
    ["nothing", "", 0],
  ])("%s", (_, text, lines) => {
    expect(createPlainWatch()(bytesOf(text))).toBe(lines);
  });

  it.each([
    ["a bell", "\u0007"],
    ["a backspace", "\b"],
    ["a shift to other characters", "\u000e"],
    ["DEL", "\u007f"],
    ["a colour", "\u001b[31m"],
    ["an eight-bit control character", "\u0085"],
  ])("not %s, but what follows", (_, control) => {
    const watch = createPlainWatch();
    expect(watch(bytesOf(`a${control}b`))).toBeUndefined();
    expect(watch(bytesOf("a\r\n"))).toBe(control === "\u0085" ? undefined : 1);
  });

  it.each([
    ["a control sequence", "\u001b[3", "1m"],
    ["an intermediate byte", "\u001b[!", "p"],
    ["an escape", "\u001b", "c"],
    ["a character set", "\u001b(", "B"],
    ["a title", "\u001b]0;title", "\u0007"],
    ["a title that an escape ends", "\u001b]0;title", "\u001b\\"],
    ["device control", "\u001bPq", "\u001b\\"],
    ["an application's command", "\u001b_a\u0007b", "\u001b\\"],
    ["an eight-bit sequence", "\u009b1", "\u0018"],
    ["a byte that belongs nowhere", "\u001b[é", "\u001b[m"],
  ])("nothing inside of %s", (_, begin, end) => {
    const watch = createPlainWatch();
    watch(bytesOf(begin));
    expect(watch(bytesOf("\r\n"))).toBeUndefined();
    watch(bytesOf(end));
    expect(watch(bytesOf("1\r\n"))).toBe(1);
  });

  it("knows a control character that is cut in two", () => {
    const watch = createPlainWatch();
    watch(Uint8Array.of(0xc2));
    expect(watch(Uint8Array.of(0x9b))).toBeUndefined();
    expect(watch(bytesOf("31m\r\n"))).toBeUndefined();
  });
});

describe("folding", () => {
  const fold = (text: string, keptLines: number, endsInNewline = false) =>
    new TextDecoder().decode(foldText(bytesOf(text), keptLines, endsInNewline));

  it("keeps the end of the line that was begun, and the last lines", () => {
    expect(fold("a\r\nb\r\nc\r\nd\r\ne", 1)).toBe("a\r\nd\r\ne");
    expect(fold("a\r\nb\r\nc\r\nd\r\ne", 2)).toBe("a\r\nc\r\nd\r\ne");
    expect(fold("a\r\nb\r\nc\r\n", 2)).toBe("a\r\nb\r\nc\r\n");
    expect(fold("", 2)).toBe("");
  });

  it("cuts where a line begins in the first column", () => {
    expect(fold("a\nb\nc\r\nd\ne\nf\r\ng\r\n", 1)).toBe("a\nb\nc\r\ng\r\n");
    expect(fold("a\nb\nc\nd\n", 1)).toBe("a\nb\nc\nd\n");
    expect(fold("a\nb\nc\nd\n", 1, true)).toBe("a\nd\n");
  });
});

const FLOOD: FloodGauge = { came: () => {}, attend: () => {}, isFlood: true };
const [COLUMNS, ROWS, SCROLLBACK] = [12, 5, 20];

function emptyTerminal(): Terminal {
  const size = { cols: COLUMNS, rows: ROWS, scrollback: SCROLLBACK };
  return new Terminal({ ...size, allowProposedApi: true, logLevel: "off" });
}

/** Writes by way of folding, and waits until all of it is taken in. @returns how many bytes the terminal got */
async function writeFolded(terminal: Terminal, pieces: readonly Uint8Array[]): Promise<number> {
  let written = 0;
  const { write, letGo, dispose } = createBatchedWriter(
    {
      endsInNewline: false,
      keptLines: watchScrolling(terminal),
      write(data, onTaken) {
        written += data.length;
        terminal.write(data, onTaken);
      },
    },
    FLOOD,
  );
  for (const piece of pieces) await write(piece);
  letGo();
  await write(bytesOf("\u0007"));
  dispose();
  return written;
}

async function writeWhole(terminal: Terminal, pieces: readonly Uint8Array[]): Promise<void> {
  for (const piece of pieces) terminal.write(piece);
  await new Promise<void>((resolve) => terminal.write("\u0007", resolve));
}

/** All that a terminal shows, and could show by scrolling. */
function contentOf({ buffer }: Terminal) {
  const { active } = buffer;
  const { cursorX, cursorY, baseY, viewportY, length, type } = active;
  const lines = Array.from({ length }, (_, row) => {
    const line = active.getLine(row);
    const cells = Array.from({ length: COLUMNS }, (_, column) => {
      const cell = line?.getCell(column);
      return [cell?.getChars(), cell?.getFgColor(), cell?.getBgColor(), cell?.isBold(), cell?.isInverse()].join();
    });
    return `${line?.isWrapped}|${cells.join(";")}`;
  });
  return { cursorX, cursorY, baseY, viewportY, length, type, lines };
}

const CONTROLS = [
  ...["\u001b[31m", "\u001b[42m", "\u001b[7m", "\u001b[m", "\u001b[2;4r", "\u001b[1;3r", "\u001b[r", "\u001b[0;99r"],
  ...["\u001b[?1049h", "\u001b[?1049l", "\u001bc", "\u001b[!p", "\u001b[4h", "\u001b[4l", "\u001b[?7l", "\u001b[?7h"],
  ...[
    "\u001b(0",
    "\u001b(B",
    "\u000e",
    "\u000f",
    "\u001b[H",
    "\u001b[9H",
    "\u001b[4H",
    "\u001b[3A",
    "\u001b[2C",
    "\u001b[2J",
    "\u001b[3J",
  ],
  ...["\u001b7", "\u001b8", "\u001bM", "\u001b[?6h", "\u001b[?6l", "\u001b]0;a title", "\u001b\\", "\u0007", "\b"],
  ...["\u001bPq", "\u001b_what", "\u0018", "\u001b[", "\u001b[1;", "\u009b", "\u0085", "\u009d0;t", "\u009c", "\u007f"],
];
const CHARACTERS = ["a", "b", "1", "7", " ", "\t", "é", "漢", "👩‍🚀", "e\u0301", "\u0301"];

/** Some output: floods of lines, and all that can come between them. */
function outputOf(roll: (sides: number) => number): Uint8Array[] {
  let text = "";
  for (let part = 0; part < 12; part += 1) {
    if (roll(3) === 0) text += CONTROLS[roll(CONTROLS.length)];
    if (roll(6) === 0) text += "\r";
    const count = roll(3) === 0 ? roll(200) : roll(6);
    for (let line = 0; line < count; line += 1) {
      for (let left = roll(20); left > 0; left -= 1) text += CHARACTERS[roll(CHARACTERS.length)];
      text += roll(40) === 0 ? "\n" : "\r\n";
    }
  }
  const bytes = bytesOf(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + roll(roll(4) === 0 ? 20 : 2000);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

describe("a terminal that is not told of what scrolls away", () => {
  it("has in the end what one has that is told of everything", async () => {
    let [folded, whole] = [0, 0];
    for (let seed = 0; seed < 200; seed += 1) {
      const pieces = outputOf(dice(seed));
      const [one, other] = [emptyTerminal(), emptyTerminal()];
      folded += await writeFolded(one, pieces);
      whole += pieces.reduce((sum, { length }) => sum + length, 0);
      await writeWhole(other, pieces);
      expect(contentOf(one), `seed ${seed}`).toEqual(contentOf(other));
    }
    // Otherwise nothing was tried.
    expect(folded).toBeLessThan(0.8 * whole);
  }, 60_000);

  it("shows somebody who has scrolled up the same", async () => {
    const [one, other] = [emptyTerminal(), emptyTerminal()];
    const before = Array.from({ length: 15 }, (_, line) => bytesOf(`before ${line}\r\n`));
    const flood = Array.from({ length: 500 }, (_, line) => bytesOf(`line ${line}\r\n`));
    for (const terminal of [one, other]) {
      await writeWhole(terminal, before);
      terminal.scrollLines(-4);
    }
    expect(await writeFolded(one, flood)).toBeLessThan(800);
    await writeWhole(other, flood);
    expect(contentOf(one)).toEqual(contentOf(other));
    expect(contentOf(one).viewportY).toBe(0);
  });
});
