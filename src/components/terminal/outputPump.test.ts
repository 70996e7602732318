import { expect, it } from "vitest";
import { createOutputPump } from "./outputPump.ts";

const encoder = new TextEncoder();

/** A screen that takes one piece in whenever it is told to. */
function slowScreen() {
  let seen = "";
  const waiting: (() => void)[] = [];
  return {
    write: (data: Uint8Array | string) =>
      new Promise<void>((resolve) => {
        seen += typeof data === "string" ? data : new TextDecoder().decode(data);
        waiting.push(resolve);
      }),
    async takeIn() {
      waiting.splice(0).forEach((resolve) => resolve());
      await new Promise((resolve) => setImmediate(resolve));
    },
    get seen() {
      return seen;
    },
  };
}

it("writes everything in order at the screen's pace", async () => {
  const screen = slowScreen();
  const pump = createOutputPump(screen.write, 1000);
  for (const text of ["a", "b", "c"]) pump.push(encoder.encode(text));
  expect(screen.seen).toBe("a");
  await screen.takeIn();
  expect(screen.seen).toBe("abc");
  pump.push(encoder.encode("d"));
  await screen.takeIn();
  expect(screen.seen).toBe("abcd");
  await screen.takeIn();
  pump.push(encoder.encode("e"));
  expect(screen.seen).toBe("abcde");
});

it("skips the oldest of what waits too long, and says how much", async () => {
  const screen = slowScreen();
  const pump = createOutputPump(screen.write, 10);
  pump.push(encoder.encode("first"));
  for (let piece = 0; piece < 100; piece++) pump.push(encoder.encode(`<${String(piece).padStart(2, "0")}>`));
  await screen.takeIn();
  await screen.takeIn();
  expect(screen.seen).toBe("first\u0018\u001b[0m\r\n[392 B of output skipped]\r\n<98><99>");
});

it("never skips the newest piece, however large", async () => {
  const screen = slowScreen();
  const pump = createOutputPump(screen.write, 10);
  pump.push(encoder.encode("a"));
  pump.push(encoder.encode("b".repeat(50)));
  await screen.takeIn();
  expect(screen.seen).toBe(`a${"b".repeat(50)}`);
});
