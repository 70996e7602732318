import { EventEmitter, once } from "node:events";
import { EngineError, type Engine, type EngineResources, type RunEnd, type RunSpec } from "../engines/engine.ts";
import type { Clock } from "../platform/clock.ts";

/** An engine in memory for tests of the platform's rules: the test decides when and how each run ends. */
export interface ScriptedEngine extends Engine {
  /** Specs in the order in which they were started. */
  readonly started: readonly RunSpec[];
  /** Runs that have not ended, suspended ones included. */
  running(): string[];
  /** Runs that were told to stop. */
  readonly stopped: readonly string[];
  /** Runs that are suspended. */
  suspended(): string[];
  /** Ends a run by itself. */
  end(runId: string, exitCode: number, extra?: Partial<RunEnd>): void;
  /** Makes a run vanish as if the machine had been switched off. */
  lose(runId: string): void;
  /** Until released, `start` does not answer. */
  holdStarts(): () => void;
  /** Until released, `suspend` does not answer. */
  holdSuspends(): () => void;
  /** The next starts fail with this. */
  refuse(error: EngineError | undefined): void;
  /** The next suspends fail with this. */
  refuseSuspends(error: EngineError | undefined): void;
}

type Run = { readonly startedAtMs: number; end?: RunEnd; lost?: boolean; suspended?: boolean };

export function createScriptedEngine(resources: EngineResources, clock: Clock): ScriptedEngine {
  const runs = new Map<string, Run>();
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  const started: RunSpec[] = [];
  const stopped: string[] = [];
  let [gate, suspendGate] = [Promise.resolve(), Promise.resolve()];
  let [refusal, suspendRefusal]: (EngineError | undefined)[] = [];

  const runOf = (handle: Readonly<Record<string, unknown>>) => runs.get(String(handle.runId));
  const moving = (handle: Readonly<Record<string, unknown>>) => {
    const run = runOf(handle);
    if (!run || run.end || run.lost) throw new EngineError("conflict", "The run is not running.");
    return run;
  };
  const finish = (runId: string, end: Omit<RunEnd, "startedAtMs" | "finishedAtMs"> & Partial<RunEnd>) => {
    const run = runs.get(runId);
    if (!run || run.end) return;
    run.end = { startedAtMs: run.startedAtMs, finishedAtMs: clock.now(), ...end };
    changes.emit(runId);
  };

  return {
    name: "scripted",
    capabilities: { unsupported: { privileged: "This engine gives no privileges." }, images: ["host"] },
    started,
    stopped,
    running: () => [...runs].filter(([, run]) => !run.end && !run.lost).map(([runId]) => runId),
    suspended: () => [...runs].filter(([, run]) => run.suspended && !run.end && !run.lost).map(([runId]) => runId),
    end: (runId, exitCode, extra) => finish(runId, { exitCode, ...extra }),
    lose(runId) {
      const run = runs.get(runId);
      if (run) run.lost = true;
      changes.emit(runId);
    },
    holdStarts() {
      let release = () => {};
      gate = new Promise((resolve) => (release = resolve));
      return release;
    },
    holdSuspends() {
      let release = () => {};
      suspendGate = new Promise((resolve) => (release = resolve));
      return release;
    },
    refuse: (error) => (refusal = error),
    refuseSuspends: (error) => (suspendRefusal = error),

    probe: () => Promise.resolve(resources),
    async start(spec) {
      started.push(spec);
      await gate;
      if (refusal) throw refusal;
      if (!runs.has(spec.runId)) runs.set(spec.runId, { startedAtMs: clock.now() });
      return { runId: spec.runId };
    },
    inspect(handle) {
      const run = runOf(handle);
      if (!run || run.lost) return Promise.resolve({ state: "lost" });
      if (run.end) return Promise.resolve({ state: "ended", ...run.end });
      return Promise.resolve({ state: "running", startedAtMs: run.startedAtMs });
    },
    async wait(handle, signal) {
      const run = runOf(handle);
      signal.throwIfAborted();
      if (run && !run.end && !run.lost) await once(changes, String(handle.runId), { signal });
      if (run?.end) return run.end;
      throw new EngineError("not_found", "The run is gone.");
    },
    signal: () => Promise.resolve(),
    async suspend(handle) {
      await suspendGate;
      if (suspendRefusal) throw suspendRefusal;
      moving(handle).suspended = true;
    },
    resume(handle) {
      moving(handle).suspended = false;
      return Promise.resolve();
    },
    stop(handle) {
      stopped.push(String(handle.runId));
      finish(String(handle.runId), { exitCode: 143 });
      return Promise.resolve();
    },
    remove(handle) {
      finish(String(handle.runId), { exitCode: 143 });
      runs.delete(String(handle.runId));
      return Promise.resolve();
    },
    async *logs() {},
    list: () => Promise.resolve([...runs.keys()].map((runId) => ({ runId, handle: { runId } }))),
    close: () => Promise.resolve(),
  };
}
