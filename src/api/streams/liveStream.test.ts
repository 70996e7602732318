import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { job as jobSchema, type Job, type JobPayload } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import { ApiError } from "../errors.ts";
import type { StreamEnvironment, WakeUp } from "./environment.ts";
import { createLiveStream, type LiveSource, type LiveState, type LiveStream } from "./liveStream.ts";

const fixture = readFileSync(new URL("../../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;
const jobAs = (status: string): Job => parse(jobSchema, { ...WIRE, status }, "job");

/** Time that passes when the test says so. */
function createManualEnvironment() {
  let nowMs = 0;
  const timers = new Set<{ callback: () => void; delayMs: number }>();
  const listeners = new Set<(wakeUp: WakeUp) => void>();
  const environment: StreamEnvironment = {
    now: () => nowMs,
    random: () => 0,
    setTimer(callback, delayMs) {
      const timer = { callback, delayMs };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    onWakeUp(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    environment,
    timers,
    listeners,
    pass: (ms: number) => (nowMs += ms),
    /** Lets the only timer run out. */
    runOut() {
      const [timer] = timers;
      if (!timer || timers.size !== 1) throw new Error(`${timers.size} timers are set`);
      timers.delete(timer);
      nowMs += timer.delayMs;
      timer.callback();
    },
    wakeUp: (wakeUp: WakeUp) => listeners.forEach((listener) => listener(wakeUp)),
  };
}

/** One connection, whose fate the test decides. */
interface Attempt {
  readonly signal: AbortSignal;
  readonly live: () => void;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

/** A source whose connections are told to the test, and whose job is as the test says. */
function createScript({ needsRunning = false, status = "running" } = {}) {
  const attempts: Attempt[] = [];
  const script = { attempts, status, statusError: undefined as Error | undefined, asked: 0, endedTold: 0 };
  const source: LiveSource = {
    needsRunning,
    status: () => {
      script.asked += 1;
      return script.statusError ? Promise.reject(script.statusError) : Promise.resolve(jobAs(script.status));
    },
    follow: (signal, live) =>
      new Promise((end, fail) => {
        signal.addEventListener("abort", () => fail(signal.reason as Error));
        attempts.push({ signal, live, end, fail });
      }),
    onEnded: () => (script.endedTold += 1),
  };
  return { script, source };
}

let stream: LiveStream;
afterEach(() => stream.dispose());

function start(options?: Parameters<typeof createScript>[0]) {
  const time = createManualEnvironment();
  const { script, source } = createScript(options);
  stream = createLiveStream(source, time.environment);
  return { time, script };
}

/** Waits until the stream is in a state; every state on the way is a change that wakes this up. */
function until<S extends LiveState["status"]>(status: S): Promise<Extract<LiveState, { status: S }>> {
  return new Promise((resolve) => {
    const look = () => {
      const state = stream.getState();
      if (state.status !== status) return;
      unsubscribe();
      resolve(state as Extract<LiveState, { status: S }>);
    };
    const unsubscribe = stream.subscribe(look);
    look();
  });
}

/** Waits for the connection number `count`. */
async function attemptOf(script: { attempts: Attempt[] }, count: number): Promise<Attempt> {
  await expect.poll(() => script.attempts.length, { interval: 1 }).toBe(count);
  return script.attempts[count - 1] as Attempt;
}

const lost = new ApiError("network", "lost");

describe("a live stream", () => {
  it("connects at once, is live once the connection stands, and ends with the job", async () => {
    const { script, time } = start();
    expect(stream.getState()).toEqual({ status: "connecting" });
    const first = await attemptOf(script, 1);
    expect(script.asked).toBe(0);
    first.live();
    expect(stream.getState()).toEqual({ status: "live" });
    script.status = "succeeded";
    first.end();
    expect((await until("ended")).job.status).toBe("succeeded");
    expect(script.endedTold).toBe(1);
    expect(time.timers.size + time.listeners.size).toBe(0);
  });

  it("says when it tries again, asks for the job first, and backs off further each time", async () => {
    const { script, time } = start();
    const delays: number[] = [];
    for (let failures = 1; failures <= 7; failures += 1) {
      (await attemptOf(script, failures)).fail(lost);
      const { retryAtMs, error } = await until("reconnecting");
      expect(error).toBe(lost);
      delays.push(retryAtMs - time.environment.now());
      time.runOut();
      await until("connecting");
    }
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    await attemptOf(script, 8);
    expect(script.asked).toBe(7);
  });

  it("counts failures from the beginning after a connection that stood for long", async () => {
    const { script, time } = start();
    (await attemptOf(script, 1)).fail(lost);
    await until("reconnecting");
    time.runOut();
    const second = await attemptOf(script, 2);
    second.live();
    time.pass(60_000);
    second.fail(lost);
    expect((await until("reconnecting")).retryAtMs - time.environment.now()).toBe(1_000);
  });

  it("does not connect while the platform cannot be asked", async () => {
    const { script, time } = start();
    (await attemptOf(script, 1)).fail(lost);
    await until("reconnecting");
    script.statusError = new ApiError("server", "starting");
    time.runOut();
    await until("connecting");
    expect((await until("reconnecting")).error.message).toBe("starting");
    expect(script.attempts).toHaveLength(1);
  });

  it.each<WakeUp>(["online", "visible"])("tries again at once when the page is %s", async (wakeUp) => {
    const { script, time } = start();
    (await attemptOf(script, 1)).fail(lost);
    await until("reconnecting");
    time.wakeUp(wakeUp);
    await attemptOf(script, 2);
    expect(time.timers.size).toBe(0);
  });

  it("renews a live connection when the network comes back, but not when the page is looked at", async () => {
    const { script, time } = start();
    const first = await attemptOf(script, 1);
    first.live();
    time.wakeUp("visible");
    expect(first.signal.aborted).toBe(false);
    time.wakeUp("online");
    expect(first.signal.aborted).toBe(true);
    (await attemptOf(script, 2)).live();
    expect(stream.getState().status).toBe("live");
  });

  it("tries again at once when asked to", async () => {
    const { script, time } = start();
    (await attemptOf(script, 1)).fail(lost);
    await until("reconnecting");
    stream.retryNow();
    await attemptOf(script, 2);
    expect(time.timers.size).toBe(0);
  });

  it.each(["unauthorized", "forbidden", "not-found", "invalid", "protocol"] as const)(
    "does not try again by itself after %s",
    async (kind) => {
      const { script, time } = start();
      (await attemptOf(script, 1)).fail(new ApiError(kind, "no"));
      expect((await until("refused")).error.kind).toBe(kind);
      expect(time.timers.size).toBe(0);
      stream.retryNow();
      await attemptOf(script, 2);
    },
  );

  it("tells of a failure that is none of the wire's", async () => {
    const { script } = start();
    (await attemptOf(script, 1)).fail(new TypeError("x is undefined"));
    expect((await until("refused")).error.message).toContain("x is undefined");
  });

  it("waits for a job that has not started, and asks every second", async () => {
    const { script, time } = start();
    script.status = "pending";
    (await attemptOf(script, 1)).fail(new ApiError("not-running", "not yet"));
    expect((await until("waiting")).message).toContain("has not started yet");
    const { asked } = script;
    time.runOut();
    await expect.poll(() => script.asked, { interval: 1 }).toBe(asked + 1);
    await expect.poll(() => time.timers.size, { interval: 1 }).toBe(1);
    expect([...time.timers][0]?.delayMs).toBe(1_000);
    script.status = "running";
    time.runOut();
    (await attemptOf(script, 2)).live();
    expect(stream.getState().status).toBe("live");
  });

  it("goes on with a job that is started again", async () => {
    const { script, time } = start();
    const first = await attemptOf(script, 1);
    first.live();
    first.end();
    expect((await until("reconnecting")).error.message).toContain("still runs");
    time.runOut();
    await attemptOf(script, 2);
  });

  it("reads the rest of a job that ended while the connection was lost", async () => {
    const { script, time } = start();
    const first = await attemptOf(script, 1);
    first.live();
    script.status = "failed";
    first.fail(lost);
    await until("reconnecting");
    time.runOut();
    (await attemptOf(script, 2)).end();
    expect((await until("ended")).job.status).toBe("failed");
  });

  it("that needs the job to run does not connect to one that ended or waits", async () => {
    const { script } = start({ needsRunning: true, status: "succeeded" });
    await until("ended");
    expect(script.attempts).toHaveLength(0);
    const waiting = start({ needsRunning: true, status: "pending" });
    await until("waiting");
    expect(waiting.script.attempts).toHaveLength(0);
  });

  it("is over once disposed of: no connection, timer, listener or change is left", async () => {
    const { script, time } = start();
    const first = await attemptOf(script, 1);
    let changes = 0;
    stream.subscribe(() => (changes += 1));
    stream.dispose();
    stream.dispose();
    expect(first.signal.aborted).toBe(true);
    await new Promise(setImmediate);
    expect([time.timers.size, time.listeners.size, changes, script.attempts.length]).toEqual([0, 0, 0, 1]);
  });

  it("can be disposed of while it waits to try again", async () => {
    const { script, time } = start();
    (await attemptOf(script, 1)).fail(lost);
    await until("reconnecting");
    stream.dispose();
    stream.retryNow();
    await new Promise(setImmediate);
    expect([time.timers.size, time.listeners.size, script.attempts.length]).toEqual([0, 0, 1]);
  });
});
