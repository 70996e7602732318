import { expect, it } from "vitest";
import { createStreamBudget, type Stream } from "./streamBudget.ts";

/** Streams by name, and the names of those that are open. */
function streams() {
  const open = new Set<string>();
  const named = (name: string): Stream => ({ open: () => void open.add(name), close: () => void open.delete(name) });
  return { named, opened: () => [...open].join("") };
}

it("opens at most so many at once, the next as soon as one is released", () => {
  const { named, opened } = streams();
  const budget = createStreamBudget(2);
  const [a, b, c, d] = [named("a"), named("b"), named("c"), named("d")];
  for (const stream of [a, b, c, d]) budget.acquire(stream);
  expect(opened()).toBe("ab");
  budget.release(c);
  budget.release(a);
  expect(opened()).toBe("bd");
});

it("keeps a lingering stream until another one needs its place", () => {
  const { named, opened } = streams();
  const budget = createStreamBudget(2);
  const [a, b, c] = [named("a"), named("b"), named("c")];
  budget.acquire(a);
  budget.acquire(b);
  budget.linger(a);
  expect(opened()).toBe("ab");
  budget.acquire(a);
  budget.linger(b);
  budget.acquire(c);
  expect(opened()).toBe("ac");
});

it("gives a place that begins to linger to who waits", () => {
  const { named, opened } = streams();
  const budget = createStreamBudget(1);
  const [a, b] = [named("a"), named("b")];
  budget.acquire(a);
  budget.acquire(b);
  budget.linger(a);
  expect(opened()).toBe("b");
});
