import type { RunEnd } from "../../engine.ts";
import { endTree, RUN_MARK, type TreeQuery } from "../processTree.ts";
import { readProcess } from "../processTable.ts";
import type { ProcessIdentity, RunFolder, RunRecord } from "../runFolder.ts";
import type { ShimSpec, StopCause } from "../shimProtocol.ts";
import { makeCpuGroup, removeCpuGroup } from "../cpuGroups.ts";
import type { Child } from "./child.ts";
import { complain } from "./complain.ts";
import { createHalting, type Halting } from "./halting.ts";
import { createLogWriter, type LogWriter } from "./logWriter.ts";
import { drainPumps, startPump } from "./pump.ts";
import { startChild } from "./startChild.ts";

/** How long output may stay silent after the last process ended before it is taken as complete. */
const OUTPUT_IDLE_MS = 2000;
/** How long the log of a run that was stopped may be held up by a full disk. */
const LOG_PATIENCE_MS = 5000;

/** How a process ends that is killed. */
const KILLED_EXIT_CODE = 128 + 9;

/** The run that this supervisor is for. */
export interface SupervisedRun {
  readonly spec: ShimSpec;
  readonly folder: RunFolder;
  readonly record: RunRecord;
  readonly log: LogWriter;
  /** Undefined when the program could not be started. */
  readonly main: Child | undefined;
  /** Undefined while it runs. */
  end(): RunEnd | undefined;
  /** Whether further processes may be started in it. */
  isRunning(): boolean;
  /** Resolves once everything has ended and the log is complete. */
  readonly ended: Promise<RunEnd>;
  /** Halting all processes for a while. */
  readonly halting: Halting;
  /** Ends all processes, by force after `graceMs`. @param cause why, for the end of a run whose main process it kills */
  stop(graceMs: number, cause?: StopCause): void;
  /** Takes away what the run had of this machine beside its folder, once nothing of it is left. */
  release(): void;
  /** Calls back when the run is told to end. @returns what unsubscribes */
  onStop(listener: () => void): () => void;
}

/** Starts the run; a program that cannot be started makes a run that has ended at once. */
export async function startRun(spec: ShimSpec, folder: RunFolder): Promise<SupervisedRun> {
  const shim = await identify(process.pid);
  const log = createLogWriter(folder.logPath);
  if (spec.cpuGroup) makeCpuGroup(spec.cpuGroup);
  const started = await startChild({ ...spec, stdin: true, stdout: true, stderr: true, pipeFolder: folder.path });
  const startedAtMs = Date.now();
  const main = "child" in started ? started.child : undefined;
  const mainInfo = main && (await readProcess(main.pid));
  const mainIdentity = mainInfo && { pid: mainInfo.pid, startId: mainInfo.startId };

  const query: TreeQuery = { marks: [`${RUN_MARK}=${spec.runId}`], roots: [shim], orphansOf: "caller's ancestors" };
  const stopping = createStopping(query);
  const halting = createHalting(query);
  const pumps = (main?.outputs ?? []).map(({ stream, source }) =>
    startPump(source, (chunk) => log.append(stream, chunk)),
  );
  let hasExited = main === undefined;
  let cause: StopCause | undefined;
  let end: RunEnd | undefined;

  async function untilEnded(): Promise<RunEnd> {
    const outcome = "problem" in started ? refusal(started.problem) : { exitCode: await started.child.exited };
    const finishedAtMs = Math.max(Date.now(), startedAtMs);
    hasExited = true;
    halting.giveUp();
    await stopping.finish();
    await drainPumps(pumps, OUTPUT_IDLE_MS);
    const isKilled = outcome.exitCode === KILLED_EXIT_CODE;
    const result = { ...outcome, ...(isKilled && cause), startedAtMs, finishedAtMs };
    end = result;
    return result;
  }

  let patience: NodeJS.Timeout | undefined;

  const stopListeners = new Set<() => void>();

  function stop(graceMs: number, why?: StopCause) {
    halting.giveUp();
    for (const listener of stopListeners) listener();
    cause ??= why;
    stopping.stop(graceMs);
    // A full disk must not keep a run that is to be stopped, perhaps to make room.
    patience ??= setTimeout(log.giveUp, graceMs + LOG_PATIENCE_MS).unref();
  }

  return {
    spec,
    folder,
    record: {
      ...{ shim, main: mainIdentity, startedAtMs, socketPath: spec.socketPath },
      ...{ memoryBytes: spec.memoryBytes, cpuGroupPath: spec.cpuGroup?.path },
    },
    log,
    main,
    end: () => end,
    isRunning: () => !hasExited,
    ended: untilEnded(),
    halting,
    stop,
    release() {
      const { cpuGroup } = spec;
      if (cpuGroup && !removeCpuGroup(cpuGroup.path)) complain(`The group ${cpuGroup.path} cannot be removed.`);
    },
    onStop(listener) {
      stopListeners.add(listener);
      return () => stopListeners.delete(listener);
    },
  };
}

function refusal(problem: { exitCode: number; message: string }): Pick<RunEnd, "exitCode" | "reason" | "message"> {
  return { exitCode: problem.exitCode, reason: "ContainerCannotRun", message: problem.message };
}

async function identify(pid: number): Promise<ProcessIdentity> {
  const info = await readProcess(pid);
  if (info === undefined) throw new Error(`Process ${pid} is not in the process table.`);
  return { pid, startId: info.startId };
}

/** Ends the run's processes: once asked to, with a grace that later requests can only shorten; else by force. */
function createStopping(query: TreeQuery) {
  let deadlineMs = Infinity;
  let stopped: Promise<void> | undefined;

  function stop(graceMs: number) {
    deadlineMs = Math.min(deadlineMs, performance.now() + graceMs);
    // A stopped process (SIGSTOP, Ctrl-Z) takes a request only once it goes on.
    stopped ??= endTree(query, { ask: ["SIGTERM", "SIGCONT"], deadlineMs: () => deadlineMs });
  }

  return {
    stop,
    /** Resolves when nothing is left of the run whose main process has ended by itself or by request. */
    async finish() {
      await (stopped ?? endTree(query, { ask: [], deadlineMs: () => 0 }));
    },
  };
}
