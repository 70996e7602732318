import { setTimeout as delay } from "node:timers/promises";
import { EngineError, type EngineHealth, type HealthState, type RunEnd } from "../engine.ts";
import { unlessAborted } from "../unlessAborted.ts";
import type { Connection } from "./connection.ts";
import { gone, isAlive, type ContainerHandle } from "./inspection.ts";
import { jsonLines } from "./jsonLines.ts";
import { ownFilter } from "./labels.ts";
import { readState } from "./runState.ts";

/** Knows when containers end and whether the engine answers, by one stream of events for all of them. */
export interface RunWatch {
  readonly health: EngineHealth;
  /**
   * Resolves once the run has ended. While the engine is away it waits. Rejects with the signal's reason when aborted.
   * @throws EngineError not_found when there is no such container, unavailable when the engine is closed
   */
  untilEnded(handle: ContainerHandle, signal: AbortSignal): Promise<RunEnd>;
  /** Tells that something happened to a container of which the events may not tell in time. */
  poke(container: string): void;
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 2_000;
/** An engine that hangs says nothing: it is asked. */
const PING_EVERY_MS = 5_000;
const PING_PATIENCE_MS = 5_000;
/** What events may have missed is found out by looking. */
const LOOK_EVERY_MS = 15_000;

const LOOKS_AFTER_EVENT = 20;
const LOOK_AGAIN_MS = 100;

const ENDING_ACTIONS: ReadonlySet<string> = new Set(["die", "died", "remove", "destroy", "stop", "cleanup"]);

interface EngineEvent {
  readonly Action?: string;
  readonly status?: string;
  readonly id?: string;
  readonly Actor?: { readonly ID?: string };
}

export function createRunWatch(connection: Connection, identity: string): RunWatch {
  const closing = new AbortController();
  const watches = new Map<string, Watch>();
  const wakers = new Map<string, () => void>();
  const health = createHealth();

  function poke(container: string): void {
    wakers.get(container)?.();
  }

  /** Wakes whoever waits for a container that does not run, whatever the events said. */
  async function look(signal: AbortSignal): Promise<void> {
    const query = { all: 1, filters: ownFilter(identity) };
    const list = await connection.call<{ Id: string; State: string }[]>("GET", "/containers/json", { query, signal });
    const alive = new Set(list.filter(({ State }) => isAlive(State)).map(({ Id }) => Id));
    for (const container of [...wakers.keys()]) if (!alive.has(container)) poke(container);
  }

  async function follow(signal: AbortSignal): Promise<void> {
    const broken = new AbortController();
    const until = AbortSignal.any([signal, broken.signal]);
    const query = { filters: JSON.stringify({ type: ["container"] }) };
    const answer = await connection.stream("GET", "/events", { query, signal: until, timeoutMs: PING_PATIENCE_MS });
    const end = () => answer.destroy();
    until.addEventListener("abort", end, { once: true });
    const asking = ask(until).catch((error: unknown) => broken.abort(error));
    try {
      health.set({ state: "ok" });
      // What happened before there were events to read.
      await look(until);
      for await (const event of jsonLines<EngineEvent>(answer)) {
        const id = event.id ?? event.Actor?.ID;
        if (id !== undefined && ENDING_ACTIONS.has(event.Action ?? event.status ?? "")) poke(id);
      }
      throw new EngineError("unavailable", `The container engine at ${connection.address} has gone away.`);
    } catch (error) {
      throw broken.signal.aborted ? (broken.signal.reason as Error) : error;
    } finally {
      broken.abort();
      answer.destroy();
      await asking;
    }
  }

  /** Asks the engine now and then; rejects once it does not answer. */
  async function ask(signal: AbortSignal): Promise<void> {
    let lookedAtMs = performance.now();
    while (!signal.aborted) {
      await delay(PING_EVERY_MS, undefined, { signal });
      if (wakers.size > 0 && performance.now() - lookedAtMs >= LOOK_EVERY_MS) {
        lookedAtMs = performance.now();
        await look(signal);
      } else {
        await connection.call("GET", "/_ping", { signal, timeoutMs: PING_PATIENCE_MS });
      }
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    for (let retryMs = FIRST_RETRY_MS; !signal.aborted;) {
      const beganAtMs = performance.now();
      try {
        await follow(signal);
      } catch (error) {
        if (signal.aborted) return;
        // A stream of events may end without reason: only an engine that does not answer is away.
        if (!(await answers(connection, signal)))
          health.set({ state: "away", sinceMs: Date.now(), message: messageOf(error) });
      }
      if (performance.now() - beganAtMs > LONGEST_RETRY_MS) retryMs = FIRST_RETRY_MS;
      await delay(retryMs, undefined, { signal }).catch(() => undefined);
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
    }
  }

  const running = run(closing.signal);

  /** Waits for one container's end, for all who want to know. */
  async function watch(handle: ContainerHandle, signal: AbortSignal): Promise<RunEnd> {
    let wake = () => {};
    let looksLeft = 0;
    const onChange = () => {
      looksLeft = LOOKS_AFTER_EVENT;
      wake();
    };
    wakers.set(handle.container, onChange);
    signal.addEventListener("abort", onChange, { once: true });
    try {
      for (;;) {
        const changed = new Promise<void>((resolve) => (wake = resolve));
        signal.throwIfAborted();
        const state = await tryToInspect(handle);
        if (state?.state === "lost") throw gone();
        if (state?.state === "ended") return endOf(state);
        // An event may come a moment before the engine has noted what it tells.
        const again = looksLeft-- > 0 ? setTimeout(wake, LOOK_AGAIN_MS) : undefined;
        await changed;
        clearTimeout(again);
      }
    } finally {
      signal.removeEventListener("abort", onChange);
      if (wakers.get(handle.container) === onChange) wakers.delete(handle.container);
    }
  }

  /** @returns undefined while the engine is away, or cannot tell: all is looked at again */
  async function tryToInspect(handle: ContainerHandle) {
    try {
      return await readState(connection, handle);
    } catch (error) {
      if (error instanceof EngineError && error.kind === "unavailable") return undefined;
      throw error;
    }
  }

  return {
    health,
    poke,
    async untilEnded(handle, signal) {
      signal.throwIfAborted();
      if (closing.signal.aborted) throw closed();
      const shared = watches.get(handle.container) ?? beginWatch(handle);
      shared.waiting += 1;
      try {
        return await unlessAborted(shared.end, signal);
      } finally {
        shared.waiting -= 1;
        if (shared.waiting === 0) shared.abandon.abort(new Error("Nobody waits for the run any more."));
      }
    },
    async close() {
      closing.abort(closed());
      await running;
    },
  };

  function beginWatch(handle: ContainerHandle): Watch {
    const abandon = new AbortController();
    const end = watch(handle, AbortSignal.any([abandon.signal, closing.signal]));
    const begun = { end, abandon, waiting: 0 };
    const forget = () => {
      if (watches.get(handle.container) === begun) watches.delete(handle.container);
    };
    abandon.signal.addEventListener("abort", forget, { once: true });
    end.then(forget, forget);
    watches.set(handle.container, begun);
    return begun;
  }
}

interface Watch {
  readonly end: Promise<RunEnd>;
  readonly abandon: AbortController;
  waiting: number;
}

function endOf({ exitCode, startedAtMs, finishedAtMs, reason, message }: RunEnd): RunEnd {
  return {
    ...{ exitCode, startedAtMs, finishedAtMs },
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  };
}

async function answers(connection: Connection, signal: AbortSignal): Promise<boolean> {
  try {
    await connection.call("GET", "/_ping", { signal, timeoutMs: PING_PATIENCE_MS });
    return true;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof EngineError ? error.message : `The container engine does not answer (${String(error)}).`;
}

function createHealth(): EngineHealth & { set(next: HealthState): void } {
  let state: HealthState = { state: "ok" };
  const listeners = new Set<(state: HealthState) => void>();
  return {
    current: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      // Since when it is away is known from the first time.
      if (next.state === state.state) return;
      state = next;
      for (const listener of listeners) listener(next);
    },
  };
}

const closed = () => new EngineError("unavailable", "The server is going down.");
