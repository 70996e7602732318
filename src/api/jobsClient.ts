import type { ClusterState } from "../../contract/cluster.ts";
import type { ClusterHistory } from "../../contract/clusterHistory.ts";
import type { Capacity, PlatformConfig } from "../../contract/config.ts";
import type { EngineHealth } from "../../contract/engineState.ts";
import type { ExecInspect } from "../../contract/execSession.ts";
import type { WindowSize } from "../../contract/frames.ts";
import type { Job } from "../../contract/job.ts";
import type { ShellNews } from "../../contract/shellFrames.ts";
import type { SaveProgress } from "../../contract/save.ts";
import type { RunPayload, StartPayload } from "../../contract/start.ts";
import type { Telemetry } from "../../contract/telemetry.ts";
import type { TelemetryHistory } from "../../contract/telemetryHistory.ts";
import type { TopFrame } from "../../contract/topMany.ts";
import type { UsageGroup, UsageReport } from "../../contract/usage.ts";
import type { PlatformFilter } from "../lib/jobSearch/plan.ts";
import type { CallOptions } from "./callOptions.ts";
import type { DisksClient, SecretsClient, StorageClient } from "./resourceClients.ts";

export type { CallOptions };

/** Which jobs to list (`list` of the references). Empty lists and undefined mean: no filter. */
export interface JobListFilter extends PlatformFilter {
  /** Latest first. */
  readonly reverse?: boolean;
  readonly limit?: number;
  /** Whether something of the job exists where jobs run. */
  readonly materialized?: boolean;
  /** Whether it is being deleted. */
  readonly beingDropped?: boolean;
  /** Whether its log was deleted. */
  readonly logsRemoved?: boolean;
  /** The host under which other jobs, or the web, reach the job. */
  readonly hostname?: string;
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
  /**
   * Asks, together with `timestamps`, to be told standard output and error apart, and is told before the first bytes
   * whether the platform does (ours): a tab stands behind the timestamp of a line of the standard error then.
   */
  readonly onStreams?: (areTold: boolean) => void;
  /**
   * Told before each piece how many lines end in it; undefined where the platform does not say (others never do), or the
   * piece has control sequences. Only together with `onStreams`.
   */
  readonly onLines?: (lines: number | undefined) => void;
  /** A line that stands between the archived and the live part; without it none is sent. */
  readonly separator?: string;
}

export interface StartOptions extends CallOptions {
  /** The same request with the same key starts one job (our own platform); others take no notice of it. */
  readonly idempotencyKey?: string;
}

/** A span of time, in milliseconds since the epoch; the job's run where it is left out. */
export interface TelemetryHistoryOptions extends CallOptions {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** How many steps are wanted at most. */
  readonly steps?: number;
}

/** Days as `2026-11-22`, both included; the last two weeks where they are left out. */
export interface UsageOptions extends CallOptions {
  readonly by: UsageGroup;
  readonly sinceDay?: string;
  readonly untilDay?: string;
}

/** The telemetry of many jobs over one connection. Whoever opened it closes it. */
export interface TopMany {
  /** Until the connection was closed from here; throws ApiError when it was lost. One reader. */
  readonly frames: AsyncIterable<TopFrame>;
  /** Whose samples are wanted from now on; those that were not before send their last minutes first. */
  pick(jobIds: readonly string[]): void;
  close(): void;
}

export interface StreamOptions extends CallOptions {
  readonly tty?: boolean;
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
}

export interface AttachOptions extends StreamOptions {
  /** Sends the job's log from its beginning first. */
  readonly logs?: boolean;
}

export interface ExecOptions extends StreamOptions {
  /** One shell-quoted line. */
  readonly command: string;
}

/** Streams that are left out are wanted; the terminal is not. */
export interface ExecCreateOptions extends StreamOptions {
  /** Words, or one shell-quoted line. */
  readonly command: readonly string[] | string;
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

export interface ShellOptions extends CallOptions {
  /** One shell-quoted line. */
  readonly command: string;
  /** The client's own name of the shell: 8 to 80 letters, digits and `._-`, hard to guess. */
  readonly sessionId: string;
  /** Whether the shell must be there already: none is started then. */
  readonly resume: boolean;
  /** How much of its output is had already, in bytes since its start; left out: all that is still known is sent. */
  readonly offset?: number;
  readonly size: WindowSize;
}

/** What a platform that keeps shells adds to a stream. */
export interface KeptShell {
  readonly news: ShellNews;
  /** Says that all output before the offset was taken in: the shell waits when too much was not. */
  taken(offset: number): void;
  /** Asks whether the connection still stands; an answer is as good as output for `lastHeardMs`. */
  ping(): void;
  /** When anything last arrived, by the clock of `performance`. */
  readonly lastHeardMs: number;
  /** Ends the shell and what it has started; without it the shell waits for its client to come back. */
  hangUp(): void;
}

/** A shell's streams; `kept` is undefined on a platform whose shells end with their connection. */
export interface ShellStream extends StdStream {
  readonly kept: KeptShell | undefined;
}

/** A started exec session; its terminal's size is told by `execResize`. Whoever opened it closes it. */
export type ExecStream = Omit<StdStream, "resize">;

/** One TCP connection to a port of a job. Whoever opened it closes it. */
export interface PortConnection {
  /** What the program says until it ends its half; throws ApiError when the connection was lost. One reader. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What was written and has not yet left, in bytes; who writes much waits for it to become little. */
  readonly bufferedBytes: number;
  /** @throws ApiError network once the connection is gone, invalid after `endInput` */
  write(data: Uint8Array): void;
  /** Tells the program that nothing more comes; what it still says is read on. @throws ApiError network */
  endInput(): void;
  close(): void;
}

/**
 * The Jobs API, one method per method of the references, in their order. Every method rejects with ApiError, and with
 * the signal's reason when aborted.
 */
export interface JobsClient {
  /** Connects to a running job's own streams; resolves once connected. */
  attach(id: string, options: AttachOptions): Promise<StdStream>;
  /** Starts a further process in a running job; resolves once connected. */
  exec(id: string, options: ExecOptions): Promise<StdStream>;
  /**
   * Starts a terminal in a running job, or finds the one of that session id again, where the platform keeps them (our
   * own; another one just starts it). `not-found`: there is no such shell any more; `end` rejects with `conflict` when
   * another window has connected to it.
   */
  shell(id: string, options: ShellOptions): Promise<ShellStream>;
  /** Asks for an exec session without starting it (legacy). @returns its id */
  execCreate(id: string, options: ExecCreateOptions): Promise<string>;
  /** What is known of an exec session, also after its end (legacy). */
  execInspect(id: string, execId: string, options?: CallOptions): Promise<ExecInspect>;
  /** Before the start it says with which size to start (legacy). */
  execResize(id: string, execId: string, size: WindowSize, options?: CallOptions): Promise<void>;
  /** Starts an exec session, once; resolves once connected (legacy). */
  execStart(id: string, execId: string, options?: CallOptions): Promise<ExecStream>;
  /** How many more jobs of each preset could start now. */
  capacity(options?: CallOptions): Promise<Capacity>;
  kill(id: string, options?: CallOptions): Promise<void>;
  /** Jobs by creation time, each as soon as its line arrived. */
  list(filter?: JobListFilter, options?: CallOptions): AsyncIterable<Job>;
  /** The log's bytes, cut anywhere; ends when the job has ended and all was sent; throws when the connection was lost. */
  monitor(id: string, options?: MonitorOptions): AsyncIterable<Uint8Array>;
  /** Opens one connection to a TCP port of a running job; resolves once connected. */
  portForward(id: string, port: number, options?: CallOptions): Promise<PortConnection>;
  /** Tells a running job's own terminal its size (legacy). */
  resize(id: string, size: WindowSize, options?: CallOptions): Promise<void>;
  /** Starts a job with resources of its own instead of a preset's (deprecated by the references). */
  run(request: RunPayload, options?: StartOptions): Promise<Job>;
  start(request: StartPayload, options?: StartOptions): Promise<Job>;
  /** Sends a signal to a running job, by number or name; SIGKILL when none is named. */
  sendSignal(id: string, signal?: number | string, options?: CallOptions): Promise<void>;
  /** A job by id or by name. */
  status(idOrName: string, options?: CallOptions): Promise<Job>;
  /** All tags of the user's own jobs, sorted. */
  tags(options?: CallOptions): Promise<string[]>;
  /** About one sample a second while the job runs; ends when the job ends. */
  top(id: string, options?: WatchOptions): AsyncIterable<Telemetry>;
  /**
   * What a job used, also after its end; an addition of Jobdeck's own platform, `not-found` on others.
   */
  telemetry(id: string, options?: TelemetryHistoryOptions): Promise<TelemetryHistory>;
  /** About one sample a second of many jobs at once (our own platform), `not-found` on others. */
  topMany(options?: WatchOptions): Promise<TopMany>;
  /** How full the cluster is at this moment (our own platform), `not-found` on others. */
  cluster(options?: CallOptions): Promise<ClusterState>;
  /** How full the cluster was, the last day where no span is given (our own platform), `not-found` on others. */
  clusterHistory(options?: TelemetryHistoryOptions): Promise<ClusterHistory>;
  /** What was used and what it cost, a day (our own platform), `not-found` on others. */
  usage(options: UsageOptions): Promise<UsageReport>;
  /** Lets a job that has not finished run longer, by whole minutes: what is beyond them is cut off. */
  bumpLifeSpan(id: string, additionalSeconds: number, options?: CallOptions): Promise<void>;
  /** Gives a job that has not finished a life span in place of the one it has, or its first; in whole minutes. */
  setLifeSpan(id: string, wholeSeconds: number, options?: CallOptions): Promise<void>;
  /** Saves a running job's file system as an image, step by step; leaving the loop early gives it up. */
  save(id: string, image: string, options?: CallOptions): AsyncIterable<SaveProgress>;
  /**
   * Where a browser opens a running job's page, or what listens on another of its ports (our own platform). The address
   * may be good for one use within a minute.
   */
  webSession(id: string, port?: number, options?: CallOptions): Promise<string>;
  /** Deletes a finished job and all that is left of it. */
  drop(id: string, options?: CallOptions): Promise<void>;
  /** Deletes a finished job's log. */
  dropLog(id: string, options?: CallOptions): Promise<void>;
  /** Secrets of a project. */
  readonly secrets: SecretsClient;
  /** Files of a project. */
  readonly storage: StorageClient;
  /** Disks of a project. */
  readonly disks: DisksClient;
  /** Who asks, and what there is to run on; works without a token too. */
  config(options?: CallOptions): Promise<PlatformConfig>;
  /** Whether what runs the jobs answers. */
  engineHealth(options?: CallOptions): Promise<EngineHealth>;
  /** Images that are there already. */
  engineImages(options?: CallOptions): Promise<readonly string[]>;
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
