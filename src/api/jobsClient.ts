import type { Capacity, PlatformConfig } from "../../contract/config.ts";
import type { WindowSize } from "../../contract/frames.ts";
import type { Job } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";
import type { JobStatus } from "../../contract/status.ts";
import type { Telemetry } from "../../contract/telemetry.ts";

/** Everything that can be cancelled takes a signal; an aborted call rejects with the signal's reason. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Which jobs to list (`list` of the references). Empty lists and undefined mean: no filter. */
export interface JobListFilter {
  readonly statuses?: readonly JobStatus[];
  readonly name?: string;
  /** A job must have all of them. */
  readonly tags?: readonly string[];
  readonly owners?: readonly string[];
  readonly clusters?: readonly string[];
  readonly orgs?: readonly string[];
  readonly projects?: readonly string[];
  /** Creation time in milliseconds since the epoch, inclusive. */
  readonly sinceMs?: number;
  /** Creation time in milliseconds since the epoch, inclusive. */
  readonly untilMs?: number;
  /** Latest first. */
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** A stream to follow. */
export interface WatchOptions extends CallOptions {
  /** Told once the connection stands; the first item may come much later. */
  readonly onOpen?: () => void;
}

export interface MonitorOptions extends WatchOptions {
  /** Only lines written at this moment or later, milliseconds since the epoch. */
  readonly sinceMs?: number;
  /** Puts a timestamp and a blank before each line. */
  readonly timestamps?: boolean;
  /** A line that stands between the archived and the live part; without it none is sent. */
  readonly separator?: string;
}

export interface StreamOptions extends CallOptions {
  readonly tty?: boolean;
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
}

export interface ExecOptions extends StreamOptions {
  /** One shell-quoted line. */
  readonly command: string;
}

/** A piece of a process's output (Message of the references). */
export interface Message {
  readonly stream: "stdout" | "stderr";
  readonly data: Uint8Array;
}

/** How an attached or executed process ended. */
export interface StreamEnd {
  readonly exitCode: number;
  readonly message?: string;
}

/** A connection to a process's standard streams (StdStream of the references). Whoever opened it closes it. */
export interface StdStream {
  /** Output until the process ended or the stream was closed; throws ApiError when the connection was lost. One reader. */
  readonly output: AsyncIterable<Message>;
  /** Sends input; characters typed are UTF-8 encoded by the caller. @throws ApiError network once the socket is gone */
  write(data: Uint8Array): void;
  resize(size: WindowSize): void;
  /** How the process ended; undefined when closed from here; rejects with ApiError when the connection was lost. */
  readonly end: Promise<StreamEnd | undefined>;
  close(): void;
}

/**
 * The Jobs API, one method per method of the references, in their order. Every method rejects with ApiError, and with
 * the signal's reason when aborted.
 */
export interface JobsClient {
  /** Connects to a running job's own streams; resolves once connected. */
  attach(id: string, options: StreamOptions): Promise<StdStream>;
  /** Starts a further process in a running job; resolves once connected. */
  exec(id: string, options: ExecOptions): Promise<StdStream>;
  /** How many more jobs of each preset could start now. */
  capacity(options?: CallOptions): Promise<Capacity>;
  kill(id: string, options?: CallOptions): Promise<void>;
  /** Jobs by creation time, each as soon as its line arrived. */
  list(filter?: JobListFilter, options?: CallOptions): AsyncIterable<Job>;
  /** The log's bytes, cut anywhere; ends when the job has ended and all was sent; throws when the connection was lost. */
  monitor(id: string, options?: MonitorOptions): AsyncIterable<Uint8Array>;
  start(request: StartPayload, options?: CallOptions): Promise<Job>;
  /** A job by id or by name. */
  status(idOrName: string, options?: CallOptions): Promise<Job>;
  /** About one sample a second while the job runs; ends when the job ends. */
  top(id: string, options?: WatchOptions): AsyncIterable<Telemetry>;
  /** Who asks, and what there is to run on; works without a token too. */
  config(options?: CallOptions): Promise<PlatformConfig>;
}

export interface JobsClientOptions {
  /** Where the platform is, e.g. `location.origin`; `/api/v1` is added. */
  readonly origin: string;
  /** Asked at every call; undefined while nobody is signed in. */
  readonly token: () => string | undefined;
  /** Told of every 401, after which the session is over. */
  readonly onUnauthorized?: () => void;
  readonly fetch?: typeof globalThis.fetch;
  readonly WebSocket?: typeof globalThis.WebSocket;
}
