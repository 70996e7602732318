import { expect, it } from "vitest";
import { createPress } from "./press.ts";

it.each(["pointerup", "pointercancel"])("holds back what is to happen until %s", (release) => {
  const target = new EventTarget();
  const press = createPress(target);
  const done: string[] = [];
  press.begin();
  press.whenReleased(() => done.push("a"));
  press.whenReleased(() => done.push("b"));
  expect(done).toEqual([]);
  target.dispatchEvent(new Event(release));
  expect(done).toEqual(["a", "b"]);
  target.dispatchEvent(new Event(release));
  expect(done).toEqual(["a", "b"]);
});

it("lets things happen at once while nothing is pressed", () => {
  const target = new EventTarget();
  const press = createPress(target);
  const done: string[] = [];
  press.whenReleased(() => done.push("a"));
  press.begin();
  target.dispatchEvent(new Event("pointerup"));
  press.whenReleased(() => done.push("b"));
  expect(done).toEqual(["a", "b"]);
});
