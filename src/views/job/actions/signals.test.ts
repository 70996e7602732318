import { constants } from "node:os";
import { expect, it } from "vitest";
import { checkSignal, SIGNALS } from "./signals.ts";

it("offers signals that there are, each in at most five words", () => {
  for (const { name, meaning } of SIGNALS) {
    expect(constants.signals).toHaveProperty(`SIG${name}`);
    expect(meaning.split(" ").length, meaning).toBeLessThanOrEqual(5);
  }
  expect(SIGNALS[0]?.name).toBe("KILL");
});

it.each(["9", "64", "WINCH", "sigterm", " 15 "])("takes %j", (typed) => expect(checkSignal(typed)).toBeUndefined());
it.each(["", "0", "65", "-9", "a b", "9x"])("refuses %j", (typed) => expect(checkSignal(typed)).toMatch(/^Must be /));
