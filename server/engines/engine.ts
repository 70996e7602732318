import type { Duplex } from "node:stream";

/**
 * What an execution engine must offer. An engine knows runs (one attempt of a job to execute), never jobs, users, HTTP
 * or SQL. An optional member IS the capability: where it is missing the platform answers `unsupported`.
 * All streams are pulled: an engine produces only as fast as its reader reads, and stops when the signal aborts.
 */
export interface Engine {
  readonly name: string;
  /** What of a start request this engine cannot do, and its images. */
  readonly capabilities: EngineCapabilities;

  /** Finds out what there is to run on. @throws EngineError unavailable */
  probe(): Promise<EngineResources>;

  /** Tells of every change of what there is to run on until the answer is called; left out where there is none. */
  onResources?(listener: (resources: EngineResources) => void): () => void;

  /**
   * Starts a run. The answer is plain JSON: stored by the platform, it finds the run again after a restart.
   * Starting the same `runId` twice finds the run that is already there instead of starting a second one.
   * Rejects with the signal's reason when aborted before anything runs.
   * @throws EngineError invalid (the request), unavailable
   */
  start(spec: RunSpec, options?: StartOptions): Promise<Handle>;

  /** What the run is doing now; never throws for a run that vanished: that is the state `lost`. */
  inspect(handle: Handle): Promise<RunState>;

  /**
   * Resolves once the run has ended, at once when it already has. Rejects with the signal's reason when aborted.
   * @throws EngineError not_found (unknown, or lost: nobody knows how it ended), unavailable (the engine is closed)
   */
  wait(handle: Handle, signal: AbortSignal): Promise<RunEnd>;

  /**
   * Sends a signal ("SIGTERM", "SIGUSR1") to the run's main process, and to no other of its processes.
   * @throws EngineError not_found, conflict (not running), invalid (no such signal)
   */
  signal(handle: Handle, name: NodeJS.Signals): Promise<void>;

  /**
   * Ends every process of the run: asks first, and ends by force what is still there after `graceMs`.
   * Resolves when none is left. A run that has ended, or is unknown, is no error.
   */
  stop(handle: Handle, graceMs: number): Promise<void>;

  /**
   * Halts every process of the run, those of execs included, until {@link resume}: they keep their memory and
   * connections, and `inspect` still says `running`. Resolves once none moves any more. Starting a further process in it
   * is a conflict meanwhile; `stop` and `remove` work. A run that is suspended already is no error.
   * @throws EngineError not_found, conflict (not running), unavailable (it could not be done; the run goes on)
   */
  suspend?(handle: Handle): Promise<void>;

  /**
   * Lets a suspended run go on; one that is not suspended is no error.
   * @throws EngineError not_found, conflict (not running), unavailable
   */
  resume?(handle: Handle): Promise<void>;

  /** Forgets the run and deletes what it left behind, its log included; stops it first if it still runs. */
  remove(handle: Handle): Promise<void>;

  /**
   * The run's log; readable while it runs and after it ended. Ends quietly when the signal aborts.
   * @throws EngineError on iteration: not_found, unavailable (the engine is closed)
   */
  logs(handle: Handle, options: LogOptions): AsyncIterable<LogEvent>;

  /** One sample a second of the whole process tree until the run ends. */
  stats?(handle: Handle, signal: AbortSignal): AsyncIterable<Sample>;

  /** How busy what the runs run on is, by them and by everything else; processors since the last time it was asked. */
  machine?(): Promise<MachineUse>;

  /** Connects to the run's own standard streams. @throws EngineError not_found, conflict (not running) */
  attach?(handle: Handle, options: AttachOptions): Promise<StreamSession>;

  /** Starts a further process beside the run's own. @throws EngineError not_found, conflict (not running), invalid */
  exec?(handle: Handle, options: ExecOptions): Promise<StreamSession>;

  /**
   * Connects to a TCP port inside a running run. Whoever called it destroys the connection, also when the run ends: a
   * port may belong to somebody else then. Ending one half leaves the other open.
   * @throws EngineError not_found, conflict (not running), invalid (no such port, or nobody listens there)
   */
  dial?(handle: Handle, port: number): Promise<Duplex>;

  /** The name or address by which other runs of this engine reach the ports of a run; undefined while it is not known. */
  hostname?(runId: string): string | undefined;

  /**
   * Keeps the file system of a running run as an image and pushes it to its registry.
   * @throws EngineError on iteration: not_found, conflict (not running), invalid (the name), unavailable (the registry)
   */
  commit?(handle: Handle, image: string, signal: AbortSignal): AsyncIterable<CommitEvent>;

  /** Images that are here already, for a person to choose from: any other may be asked for too. */
  images?(): Promise<readonly string[]>;

  /** Whether the engine answers; left out where it is a part of this server. */
  readonly health?: EngineHealth;

  /** Every run there is something left of, also one that a server that died has not stored the handle of. */
  list?(): Promise<{ readonly runId: string; readonly handle: Handle }[]>;

  /** Closes connections and timers of this engine, and with them its streams and execs. Runs go on. */
  close(): Promise<void>;
}

/** Plain JSON that identifies a run; only its engine knows what is in it. */
export type Handle = Readonly<Record<string, unknown>>;

export interface EngineCapabilities {
  /** Fields of a start request (wire names, "volumes") that this engine cannot honour, with the reason as a sentence. */
  readonly unsupported: Readonly<Record<string, string>>;
  /**
   * What is to be known of fields that are honoured only in part, a sentence or two each: "resources.cpu" and
   * "resources.memory" where a job is not held to them.
   */
  readonly notes?: Readonly<Record<string, string>>;
  /** The only images there are; undefined where any image can be pulled. */
  readonly images?: readonly string[];
}

export interface StartOptions {
  /** Told what a start that takes long is doing, as often as that changes. */
  readonly onProgress?: (progress: StartProgress) => void;
  readonly signal?: AbortSignal;
}

export interface StartProgress {
  /** The platform's reason, e.g. "Pulling". */
  readonly reason: string;
  /** A sentence for people. */
  readonly description: string;
}

/** Whether an engine apart from this server answers. While it is away nothing is known of its runs, and nothing lost. */
export interface EngineHealth {
  current(): HealthState;
  /** Calls back after every change until the answer is called. */
  onChange(listener: (state: HealthState) => void): () => void;
}

export type HealthState =
  | { readonly state: "ok" }
  | {
      readonly state: "away";
      readonly sinceMs: number;
      /** Why, as a sentence that says where it was looked for. */
      readonly message: string;
    };

/** What there is to run on, in all. */
export interface EngineResources {
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly gpus: readonly { readonly model: string; readonly memoryBytes: number }[];
  /** The most that one run can have, where that may be less than all: no run is on two machines. */
  readonly largest?: { readonly cpu: number; readonly memoryBytes: number; readonly gpus: number };
}

/** One attempt to execute a job. */
export interface RunSpec {
  /** Unique for ever; letters, digits and dashes. */
  readonly runId: string;
  readonly image: string;
  /** Words; undefined means the image's own. */
  readonly entrypoint?: readonly string[];
  /** Words; undefined means the image's own. */
  readonly command?: readonly string[];
  readonly workingDir?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Variables whose values nobody but the run may see: never in a file, an argument, a message or a handle. */
  readonly secretEnv?: Readonly<Record<string, string>>;
  /** Folders of this machine that the run sees. */
  readonly mounts?: readonly Mount[];
  /** Files that only the run may read; they go with it. */
  readonly secretFiles?: readonly SecretFile[];
  readonly tty: boolean;
  /** Gives the run all rights over the machine. */
  readonly privileged?: boolean;
  /** The name of what it was started from: an engine may have rules of where such runs go. */
  readonly profile?: string;
  readonly resources: RunResources;
}

export interface Mount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly readOnly: boolean;
}

export interface SecretFile {
  readonly containerPath: string;
  readonly content: Uint8Array;
}

export interface RunResources {
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly shm: boolean;
  /** Indexes into {@link EngineResources.gpus}; empty without a GPU. */
  readonly gpus: readonly number[];
}

export type RunState =
  | { readonly state: "running"; readonly startedAtMs: number }
  | ({ readonly state: "ended" } & RunEnd)
  /** With what the engine knows of it, for people. */
  | { readonly state: "lost"; readonly message?: string };

/** How a run ended. A death by signal n has the exit code 128 + n. */
export interface RunEnd {
  readonly exitCode: number;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  /** The platform's reason where the engine knows better than the exit code, e.g. "OOMKilled", "ContainerCannotRun". */
  readonly reason?: string;
  /** What happened, for people. */
  readonly message?: string;
}

export interface LogOptions {
  /** Only lines written at this moment or later. */
  readonly sinceMs?: number;
  /** Puts an RFC 3339 timestamp with nanoseconds and a blank before each line. */
  readonly timestamps: boolean;
  /** Goes on with what is written after the call until the run ends; of a run that has ended there is nothing more. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/**
 * A piece of a log, cut anywhere; `live` comes once, between what was there before the call and what came after, and
 * only when a running run is followed.
 */
export type LogEvent = ({ readonly type: "data" } & OutputPiece) | { readonly type: "live" };

/** A piece of what a process wrote. Its memory is the reader's: nobody else touches it any more. */
export interface OutputPiece {
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
  /** Bytes right before `data` in its memory that are the reader's too: whoever sends it on with a header copies nothing. */
  readonly headroomBytes?: number;
  /** The same right behind it. */
  readonly tailroomBytes?: number;
  /** How many newlines it has, where they were counted. */
  readonly newlines?: number;
  /** For a reader that is done with the piece and keeps nothing of it: its memory serves another one. Nobody has to. */
  readonly recycle?: () => void;
}

/** One telemetry sample of a run's whole process tree. */
export interface Sample {
  readonly timestampMs: number;
  /** Cores in use, 1 is one core fully loaded. */
  readonly cpu: number;
  readonly memoryBytes: number;
  /** 0..100 */
  readonly gpuDutyPercent?: number;
  readonly gpuMemoryBytes?: number;
}

/** How busy the machine is that runs run on. */
export interface MachineUse {
  /** Cores in use; undefined when it was asked too soon to tell. */
  readonly cpu?: number;
  readonly cpuTotal: number;
  readonly memoryBytes: number;
  readonly memoryTotalBytes: number;
  /** Of the file system on which runs keep what they write. */
  readonly diskBytes?: number;
  readonly diskTotalBytes?: number;
  readonly gpus: readonly {
    readonly model: string;
    /** 0..100 */
    readonly dutyPercent: number;
    readonly memoryBytes: number;
    readonly memoryTotalBytes: number;
  }[];
}

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

export interface AttachOptions {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  /** Replays the log from its beginning before going on live. */
  readonly logs: boolean;
  readonly signal: AbortSignal;
}

export interface ExecOptions {
  /** Words. */
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly size?: WindowSize;
  /** Ends the process, and what it started, when aborted. */
  readonly signal: AbortSignal;
}

/** A two-way connection to a process. Whoever opened it closes it. */
export interface StreamSession {
  /** Pulled; ends when the process closed its output. With a terminal everything is stdout. */
  readonly output: AsyncIterable<OutputPiece>;
  /** Resolves when there is room for more. @throws EngineError conflict when the process takes no more input */
  write(data: Uint8Array): Promise<void>;
  /** Closes the process's input; with a terminal it sends what Ctrl-D does. */
  endInput(): Promise<void>;
  /** Without a terminal this does nothing. */
  resize(size: WindowSize): Promise<void>;
  /** The process's exit code once it ended; rejects when the connection was lost before. */
  readonly exitCode: Promise<number>;
  /**
   * Which program runs in the process's terminal beside itself, by name; null when none does. Undefined, also as a
   * member, when that cannot be told.
   */
  foreground?(): Promise<string | null | undefined>;
  /** Detaches; a process started by exec is ended. Safe to call twice. */
  close(): Promise<void>;
}

/** A step of keeping a run as an image. */
export type CommitEvent =
  | { readonly type: "started"; readonly container: string; readonly image: string }
  | { readonly type: "finished" }
  | {
      readonly type: "push";
      readonly status: string;
      /** The layer this is about; undefined where it is about the whole image. */
      readonly layer?: string;
      readonly currentBytes?: number;
      readonly totalBytes?: number;
    };

export type EngineErrorKind = "not_found" | "invalid" | "conflict" | "unavailable" | "unsupported";

/** The only error an engine throws. `message` is a sentence for people. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  /** The platform's reason where the engine knows a better one, e.g. "ErrImagePull". */
  readonly reason: string | undefined;
  constructor(
    readonly kind: EngineErrorKind,
    message: string,
    options?: ErrorOptions & { readonly reason?: string },
  ) {
    super(message, options);
    this.reason = options?.reason;
  }
}
