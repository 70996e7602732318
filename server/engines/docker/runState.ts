import type { RunEnd, RunState } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { readInitRefusal } from "./initRefusal.ts";
import { inspectContainer, isAlive, type ContainerHandle, type Inspection } from "./inspection.ts";
import { ranOutOfMemory } from "./kernelLog.ts";

/** How a process ends that the kernel kills. */
const KILLED = 137;

/**
 * A run's state from what the engine says of its container.
 * @throws EngineError unavailable
 */
export async function readState(connection: Connection, handle: ContainerHandle): Promise<RunState> {
  const inspection = await inspectContainer(connection, handle.container);
  if (!inspection) return { state: "lost" };
  const { State } = inspection;
  const startedAtMs = Date.parse(State.StartedAt);
  // Two clocks of the engine have a hand in this.
  const finishedAtMs = Math.max(startedAtMs, Date.parse(State.FinishedAt));
  if (isAlive(State.Status)) return { state: "running", startedAtMs };
  if (handle.refusal) return { state: "ended", ...handle.refusal };
  if (startedAtMs < 0) return { state: "ended", ...neverStarted(State.Error) };
  // An engine that is about to note the end has not yet noted when it was.
  if (Date.parse(State.FinishedAt) < 0) return { state: "running", startedAtMs };
  const end = { exitCode: State.ExitCode, startedAtMs, finishedAtMs };
  if (State.OOMKilled || (State.ExitCode === KILLED && (await ranOutOfMemory(inspection.Id))))
    return { state: "ended", ...end, ...outOfMemory(inspection) };
  const refusal = await readInitRefusal(connection, inspection);
  return { state: "ended", ...end, ...refusal };
}

function neverStarted(error: string | undefined): RunEnd {
  const nowMs = Date.now();
  const message = error || "The container was made, but never started.";
  return { exitCode: 128, startedAtMs: nowMs, finishedAtMs: nowMs, reason: "ContainerCannotRun", message };
}

function outOfMemory({ HostConfig }: Inspection): Pick<RunEnd, "reason" | "message"> {
  const limit = HostConfig.Memory ? `the ${Math.round(HostConfig.Memory / 1024 / 1024)} MiB` : "the memory";
  return { reason: "OOMKilled", message: `The job used more than ${limit} that it has.` };
}
