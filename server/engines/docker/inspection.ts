import { EngineError, type Handle, type RunEnd } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { LABEL } from "./labels.ts";

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

/** The address of a container in its network; undefined where it has none. */
export function containerAddress(settings: Inspection["NetworkSettings"]): string | undefined {
  const networks = Object.values(settings?.Networks ?? {}).map(({ IPAddress }) => IPAddress);
  return [settings?.IPAddress, ...networks].find((address) => address !== undefined && address !== "");
}

/** Indexes of the GPUs that a container of ours has to itself. */
export function gpusOf({ Config }: Inspection): readonly number[] {
  const label = Config.Labels?.[LABEL.gpus];
  return label === undefined ? [] : label.split(",").map(Number);
}

export const gone = () => new EngineError("not_found", "The run does not exist any more.");
export const notRunning = () => new EngineError("conflict", "The run is not running.");
