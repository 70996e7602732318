import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { afterAll, afterEach, beforeAll } from "vitest";
import type {
  AttachOptions,
  Engine,
  ExecOptions,
  Handle,
  LogEvent,
  LogOptions,
  RunSpec,
  StreamSession,
} from "../engine.ts";

/** An engine under test. */
export interface EngineFixture {
  readonly engine: Engine;
  /** Closes the engine and gives a new one over the same place, as after a restart of the server. */
  readonly restart: () => Promise<Engine>;
  /** An image that has `sh`. */
  readonly image: string;
  /** A command in that image that listens on a free TCP port, prints `port N` and gives back what it is sent. */
  readonly echoServer: readonly string[];
  /** Cores of each run; 1 when left out. Where cores are handed out, two runs and what else there is must have room. */
  readonly cpu?: number;
  dispose(): Promise<void>;
}

export type MakeEngine = () => Promise<EngineFixture>;

/** What an engine cannot do because that which it runs on cannot. */
export interface EngineLimits {
  /** The input of a process without a terminal cannot be ended, nor one half of a connection to a port. */
  readonly cannotEndInput?: true;
  /** Terminals have no size until somebody looks at them. */
  readonly sizelessTerminals?: true;
  /** Between a process and its reader there is so much room that only a long output is held up. */
  readonly buffersMuch?: true;
  /**
   * The log has lines once they are complete, those of both streams together, without a carriage return at their ends,
   * and the latest megabytes only.
   */
  readonly logsByLine?: true;
  /** What still is on its way to the log when a program ends is lost by some runtimes. */
  readonly losesLastWords?: true;
  readonly cannotSuspend?: true;
  /** Who takes too much memory loses the process that took it, which need not be the main one. */
  readonly endsGreediestProcess?: true;
  /** Much of a test's time is spent waiting for another service: parts of the suite then run beside each other. */
  readonly mostlyWaits?: true;
}

/** A signal that never aborts. */
export const endless = new AbortController().signal;
setMaxListeners(0, endless);

export interface Harness {
  readonly limits: EngineLimits;
  readonly engine: () => Engine;
  restart(): Promise<void>;
  readonly echoServer: () => readonly string[];
  readonly specOf: (script: string, overrides?: Partial<RunSpec>) => RunSpec;
  /** Starts `sh -c script`; the run is removed after the test. */
  readonly run: (script: string, overrides?: Partial<RunSpec>) => Promise<Handle>;
  readonly log: (handle: Handle, options?: Partial<LogOptions>) => Reader;
  readonly attach: (handle: Handle, options?: Partial<AttachOptions>) => Promise<StreamSession>;
  readonly exec: (
    handle: Handle,
    command: string | readonly string[],
    options?: Partial<ExecOptions>,
  ) => Promise<StreamSession>;
}

/** Registers what the tests of one describe block need before and after. */
export function createHarness(makeEngine: MakeEngine, limits: EngineLimits = {}): Harness {
  let fixture: EngineFixture | undefined;
  let current: Engine | undefined;
  const handles: Handle[] = [];
  const sessions: StreamSession[] = [];
  const readers: Reader[] = [];

  const engine = (): Engine => {
    if (!current) throw new Error("The engine has not been made.");
    return current;
  };

  beforeAll(async () => {
    fixture = await makeEngine();
    current = fixture.engine;
  });

  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.stop()));
    await Promise.all(sessions.splice(0).map((session) => session.close()));
    await Promise.all(handles.splice(0).map((handle) => engine().remove(handle)));
  });

  afterAll(async () => fixture?.dispose());

  function specOf(script: string, overrides?: Partial<RunSpec>): RunSpec {
    return {
      runId: randomUUID(),
      image: fixture?.image ?? "",
      command: ["sh", "-c", script],
      env: {},
      tty: false,
      resources: { cpu: fixture?.cpu ?? 1, memoryBytes: 256 * 1024 * 1024, shm: false, gpus: [] },
      ...overrides,
    };
  }

  return {
    limits,
    engine,
    specOf,
    echoServer: () => fixture?.echoServer ?? [],
    async restart() {
      current = await fixture?.restart();
    },
    async run(script, overrides) {
      const handle = await engine().start(specOf(script, overrides));
      handles.push(handle);
      return handle;
    },
    log(handle, options) {
      const stopping = new AbortController();
      const request = { timestamps: false, follow: false, signal: stopping.signal, ...options };
      const reader = createReader(engine().logs(handle, request), () => stopping.abort());
      readers.push(reader);
      return reader;
    },
    async attach(handle, options) {
      const request = { stdin: true, stdout: true, stderr: true, logs: false, signal: endless, ...options };
      const session = await member(engine(), "attach")(handle, request);
      sessions.push(session);
      return session;
    },
    async exec(handle, command, options) {
      const words = typeof command === "string" ? ["sh", "-c", command] : command;
      const request = { tty: false, stdin: true, stdout: true, stderr: true, signal: endless, ...options };
      const session = await member(engine(), "exec")(handle, { command: words, ...request });
      sessions.push(session);
      return session;
    },
  };
}

/** An optional member of the engine, which this suite expects to be there. */
export function member<K extends "attach" | "exec" | "stats" | "dial" | "list" | "suspend" | "resume">(
  engine: Engine,
  name: K,
): NonNullable<Engine[K]> {
  const found = engine[name];
  if (!found) throw new Error(`The engine has no ${name}.`);
  return found.bind(engine) as NonNullable<Engine[K]>;
}

type Chunk = { readonly stream: "stdout" | "stderr"; readonly data: Uint8Array };

/** Reads a stream in the background and lets a test wait for what it says. */
export interface Reader {
  /** What has been read, in order; `<live>` where the marker came. */
  text(): string;
  bytes(stream?: "stdout" | "stderr"): Buffer;
  liveMarkers(): number;
  /** Resolves with the match once the text has it. @throws Error when the stream ends without */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when the stream has ended. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/** @param onStop makes the stream end */
export function createReader(source: AsyncIterable<Chunk | LogEvent>, onStop: () => void = () => undefined): Reader {
  const events: (Chunk | LogEvent)[] = [];
  let wake = () => {};
  let isDone = false;

  async function read() {
    try {
      for await (const event of source) {
        events.push(event);
        wake();
      }
    } finally {
      isDone = true;
      wake();
    }
  }

  const isData = (event: Chunk | LogEvent): event is Chunk => "data" in event;
  const text = () =>
    events.map((event) => (isData(event) ? Buffer.from(event.data).toString("latin1") : "<live>")).join("");
  const done = read();
  // A test that only looks at the beginning need not care how the stream ends.
  done.catch(() => undefined);

  return {
    text,
    bytes: (stream) =>
      Buffer.concat(events.filter(isData).flatMap((e) => (stream && e.stream !== stream ? [] : [e.data]))),
    liveMarkers: () => events.filter((event) => !isData(event)).length,
    done,
    async until(pattern) {
      for (;;) {
        const match = pattern.exec(text());
        if (match) return match;
        if (isDone) throw new Error(`The stream ended without ${String(pattern)}; it said: ${text().slice(-2000)}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async stop() {
      onStop();
      await done.catch(() => undefined);
    },
  };
}
