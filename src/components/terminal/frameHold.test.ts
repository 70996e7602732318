import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createFloodGauge } from "./floodGauge.ts";
import { createFrameHold, type FrameSource } from "./frameHold.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const KIBIBYTE = 1024;

/** A terminal that takes pieces in by a timer, as xterm.js does, and asks for a frame for each; and the window's frames. */
function terminal(source: FrameSource & { frames: FrameRequestCallback[] } = windowOf()) {
  const now = () => performance.now();
  const flood = createFloodGauge(now);
  const hold = createFrameHold(flood, source, now);
  let drawn = 0;
  return {
    ...{ source, flood, hold },
    drawn: () => drawn,
    take: (bytes: number): void => {
      flood.came(bytes);
      hold.taking(() =>
        setTimeout(() => {
          source.requestAnimationFrame(() => (drawn += 1));
          hold.taken();
        }),
      );
    },
  };
}

function windowOf() {
  const frames: FrameRequestCallback[] = [];
  return {
    frames,
    requestAnimationFrame: (callback: FrameRequestCallback) => frames.push(callback),
    setTimeout,
    clearTimeout,
  };
}

/** Lets time pass in which the window draws its frames. */
function pass(ms: number, { frames }: { frames: FrameRequestCallback[] }): void {
  for (let at = 0; at < ms; at += 10) {
    vi.advanceTimersByTime(10);
    for (const callback of frames.splice(0)) callback(performance.now());
  }
}

it("draws what is printed now and then in the next frame", () => {
  const { take, drawn, source } = terminal();
  for (let times = 1; times <= 20; times += 1) {
    take(4 * KIBIBYTE);
    pass(20, source);
    expect(drawn()).toBe(times);
  }
});

it("draws a flood some times a second, and its end soon", () => {
  const { take, drawn, source } = terminal();
  let draws = 0;
  for (let piece = 0; piece < 100; piece += 1) {
    const before = drawn();
    take(200 * KIBIBYTE);
    pass(10, source);
    draws += Number(drawn() > before);
  }
  expect(draws).toBeGreaterThanOrEqual(6);
  expect(draws).toBeLessThanOrEqual(10);
  pass(40, source);
  expect(drawn()).toBe(100);
});

it("draws each frame of a flood that somebody looks at closely", () => {
  const { take, drawn, source, flood, hold } = terminal();
  for (let piece = 0; piece < 4; piece += 1) {
    take(200 * KIBIBYTE);
    pass(10, source);
  }
  const before = drawn();
  flood.attend(500);
  hold.letGo();
  pass(10, source);
  expect(drawn()).toBe(4);
  expect(before).toBeLessThan(4);
  take(200 * KIBIBYTE);
  pass(10, source);
  expect(drawn()).toBe(5);
});

it("leaves the window as it was, whatever several terminals do and however they end", () => {
  const source = windowOf();
  const own = source.requestAnimationFrame;
  const [one, other] = [terminal(source), terminal(source)];
  for (let at = 0; at < 500; at += 10) {
    one.take(200 * KIBIBYTE);
    other.take(200 * KIBIBYTE);
    pass(10, source);
    expect(source.requestAnimationFrame).toBe(own);
  }
  const fails = () => {
    throw new Error("The terminal takes nothing more.");
  };
  one.flood.came(200 * KIBIBYTE);
  expect(() => one.hold.taking(fails)).toThrow("nothing more");
  one.hold.dispose();
  pass(50, source);
  expect(source.requestAnimationFrame).toBe(own);
  expect(one.drawn() + other.drawn()).toBe(100);
});
