import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStreamBudget, REDRAW_MS, type Stream } from "./streamBudget.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Streams by name, and the names of those that are open. */
function streams() {
  const open = new Set<string>();
  const named = (name: string): Stream => ({ open: () => void open.add(name), close: () => void open.delete(name) });
  return { named, opened: () => [...open].join("") };
}

function oneOpenOneWaiting() {
  const { named, opened } = streams();
  const budget = createStreamBudget(1);
  const [a, b] = [named("a"), named("b")];
  budget.acquire(a);
  budget.acquire(b);
  return { a, b, budget, opened };
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
  vi.advanceTimersByTime(REDRAW_MS);
  expect(opened()).toBe("ab");
  budget.acquire(c);
  expect(opened()).toBe("ac");
});

it("gives a place that begins to linger to who waits", () => {
  const { a, budget, opened } = oneOpenOneWaiting();
  budget.linger(a);
  vi.advanceTimersByTime(REDRAW_MS);
  expect(opened()).toBe("b");
});

it("keeps the place of a stream that leaves and comes back at once", () => {
  const { a, b, budget, opened } = oneOpenOneWaiting();
  budget.linger(a);
  budget.linger(b);
  budget.acquire(b);
  budget.acquire(a);
  vi.advanceTimersByTime(REDRAW_MS);
  expect(opened()).toBe("a");
});
