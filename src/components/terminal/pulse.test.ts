import { expect, it } from "vitest";
import type { WakeUp } from "../../api/streams/environment.ts";
import { watchPulse } from "./pulse.ts";

/** A connection and a clock that are turned by hand. */
function hands() {
  let pings = 0;
  let silences = 0;
  let timer: (() => void) | undefined;
  let wake: (wakeUp: WakeUp) => void = () => {};
  const kept = { lastHeardMs: 0, ping: () => void (pings += 1) };
  const environment = {
    setTimer(callback: () => void) {
      timer = callback;
      return () => void (timer = undefined);
    },
    onWakeUp(listener: (wakeUp: WakeUp) => void) {
      wake = listener;
      return () => void (wake = () => {});
    },
  };
  const stop = watchPulse(kept, environment, () => void (silences += 1));
  return {
    kept,
    stop,
    wake: () => wake("online"),
    pass: () => timer?.(),
    seen: () => ({ pings, silences, isWaiting: timer !== undefined }),
  };
}

it("goes on as long as anything comes back", () => {
  const { kept, pass, seen } = hands();
  for (let round = 1; round <= 3; round += 1) {
    pass();
    kept.lastHeardMs += 1;
    pass();
    expect(seen()).toEqual({ pings: round, silences: 0, isWaiting: true });
  }
});

it("says once that nothing answers, at once asked when the network is back", () => {
  const { wake, pass, seen } = hands();
  wake();
  expect(seen()).toEqual({ pings: 1, silences: 0, isWaiting: true });
  pass();
  expect(seen().silences).toBe(1);
});

it("asks no more once it is over", () => {
  const { stop, wake, seen } = hands();
  stop();
  expect(seen()).toEqual({ pings: 0, silences: 0, isWaiting: false });
  wake();
  expect(seen().pings).toBe(0);
});
