import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Engine, Handle, RunSpec } from "../../engine.ts";
import { createReader, type Reader } from "../../contract/harness.ts";
import { createProcessEngine } from "../engine.ts";
import { readRunRecord, runFolderAt, type RunFolder, type RunRecord } from "../runFolder.ts";
import { SHIM_PATH } from "./shimPath.ts";

export interface TestEngine {
  readonly engine: Engine;
  readonly dataDir: string;
  /** Closes the engine and leaves its runs to the next one. */
  readonly close: () => Promise<void>;
  /** Starts `sh -c script`. */
  readonly run: (script: string, overrides?: Partial<RunSpec>) => Promise<TestRun>;
}

export interface TestRun {
  readonly runId: string;
  readonly handle: Handle;
  readonly folder: RunFolder;
  readonly record: () => RunRecord;
  readonly follow: () => Reader;
}

const cleanUps: (() => Promise<void>)[] = [];

/** Registers that everything made by {@link makeEngine} goes after each test. */
export function cleanUpAfterEach(): void {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
}

/** A new data folder that goes after the test. */
export async function makeDataDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "process-"));
  cleanUps.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** An engine over `dataDir`; after the test its runs are removed and it is closed. */
export async function makeEngine(dataDir?: string): Promise<TestEngine> {
  const path = dataDir ?? (await makeDataDir());
  const engine = await createProcessEngine({ dataDir: path, shimPath: SHIM_PATH });
  let isClosed = false;
  cleanUps.push(async () => {
    if (isClosed) return;
    for (const { handle } of (await engine.list?.()) ?? []) await engine.remove(handle);
    await engine.close();
  });
  return {
    engine,
    dataDir: path,
    async close() {
      isClosed = true;
      await engine.close();
    },
    async run(script, overrides) {
      const spec = specOf(script, overrides);
      return describeRun(engine, path, spec.runId, await engine.start(spec));
    },
  };
}

/** A request to run `sh -c script`. */
export function specOf(script: string, overrides?: Partial<RunSpec>): RunSpec {
  return {
    runId: `run-${randomUUID()}`,
    image: "host",
    command: ["sh", "-c", script],
    env: {},
    tty: false,
    resources: { cpu: 1, memoryBytes: 1024 ** 3, shm: false, gpus: [] },
    ...overrides,
  };
}

function describeRun(engine: Engine, dataDir: string, runId: string, handle: Handle): TestRun {
  const folder = runFolderAt(join(dataDir, "runs", runId));
  return {
    runId,
    handle,
    folder,
    record() {
      const record = readRunRecord(folder);
      if (!record) throw new Error("The run has no record.");
      return record;
    },
    follow() {
      const stopping = new AbortController();
      cleanUps.push(() => Promise.resolve(stopping.abort()));
      return createReader(engine.logs(handle, { timestamps: false, follow: true, signal: stopping.signal }));
    },
  };
}
