import { Terminal } from "@xterm/headless";
import { expect, it } from "vitest";
import { watchScrolling } from "./scrollWatch.ts";

const ALL = 100 + 2 * 10;

it.each([
  ["", ALL],
  ["\u001b[2;9r", undefined],
  ["\u001b[1;9r", undefined],
  ["\u001b[2r", undefined],
  ["\u001b[2;9r\u001b[r", ALL],
  ["\u001b[2;9r\u001b[1;10r", ALL],
  ["\u001b[2;9r\u001b[0;99r", ALL],
  ["\u001b[2;9r\u001b[!p", ALL],
  ["\u001b[2;9r\u001bc", ALL],
  ["\u001b[?1049h", undefined],
  ["\u001b[?1049h\u001b[2;9r\u001b[?1049l", ALL],
  ["\u001b[2;9r\u001b[?1049h\u001b[r\u001b[?1049l", undefined],
])("knows whether all of the terminal scrolls behind %j", async (output, expected) => {
  const terminal = new Terminal({ allowProposedApi: true, rows: 10, scrollback: 100 });
  const keptLines = watchScrolling(terminal);
  await new Promise<void>((resolve) => terminal.write(output, resolve));
  expect(keptLines()).toBe(expected);
  terminal.dispose();
});
