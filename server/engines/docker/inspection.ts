import { EngineError, type Handle, type RunEnd, type RunState } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { readInitRefusal } from "./initRefusal.ts";

/** What is read of an inspected container. */
export interface Inspection {
  readonly Id: string;
  readonly LogPath?: string;
  /** Behind the init's own, the words of the program. */
  readonly Args?: readonly string[];
  readonly Config: { readonly Tty: boolean; readonly Labels?: Readonly<Record<string, string>> };
  readonly HostConfig: {
    readonly LogConfig?: { readonly Type?: string };
    readonly Memory?: number;
    readonly Init?: boolean | null;
  };
  readonly NetworkSettings?: {
    readonly IPAddress?: string;
    readonly Networks?: Readonly<Record<string, { readonly IPAddress?: string }>>;
  };
  readonly State: {
    readonly Status: string;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Error?: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
  };
}

/** What a handle of this engine holds. */
export interface ContainerHandle {
  readonly container: string;
  readonly runId: string;
  /** Set when the program could not be run at all: the engine forgets why. */
  readonly refusal?: RunEnd;
}

/** @returns undefined for a handle of another engine */
export function readHandle(handle: Handle): ContainerHandle | undefined {
  const { container, runId } = handle;
  return typeof container === "string" && typeof runId === "string"
    ? (handle as unknown as ContainerHandle)
    : undefined;
}

/** @returns undefined when there is no such container. @throws EngineError unavailable */
export async function inspectContainer(connection: Connection, idOrName: string): Promise<Inspection | undefined> {
  try {
    return await connection.call<Inspection>("GET", `/containers/${encodeURIComponent(idOrName)}/json`);
  } catch (error) {
    // One that is being removed is told of in words only.
    if (error instanceof EngineError && (error.kind === "not_found" || VANISHING.test(error.message))) return undefined;
    throw error;
  }
}

const VANISHING = /no such container|no container with|(?:is|has been) removed/i;

/** States in which a container's processes are there. */
const ALIVE: ReadonlySet<string> = new Set(["running", "paused", "restarting", "stopping"]);

/** Whether a container's processes are there, as it is told by a status word. */
export function isAlive(status: string): boolean {
  return ALIVE.has(status);
}

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
  if (State.OOMKilled) return { state: "ended", ...end, ...outOfMemory(inspection) };
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

/** The address of a container in its network; undefined where it has none. */
export function containerAddress(settings: Inspection["NetworkSettings"]): string | undefined {
  const networks = Object.values(settings?.Networks ?? {}).map(({ IPAddress }) => IPAddress);
  return [settings?.IPAddress, ...networks].find((address) => address !== undefined && address !== "");
}

export const gone = () => new EngineError("not_found", "The run does not exist any more.");
export const notRunning = () => new EngineError("conflict", "The run is not running.");
