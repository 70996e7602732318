import type { PresetPayload } from "../../contract/config.ts";
import type { JobPayload } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";
import { createManualClock, type ManualClock } from "./manualClock.ts";
import { createScriptedEngine, type ScriptedEngine } from "./scriptedEngine.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "./testServer.ts";

const GIBIBYTE = 1024 ** 3;
const GPU = { model: "A100", memoryBytes: 40 * GIBIBYTE };
const MACHINE = { cpu: 4, memoryBytes: 8 * GIBIBYTE, gpus: [GPU, GPU] };
const PRESETS: readonly PresetPayload[] = [
  { name: "one", cpu: 1, memory: GIBIBYTE },
  { name: "two", cpu: 2, memory: GIBIBYTE },
  { name: "all", cpu: 4, memory: GIBIBYTE },
  { name: "too-big", cpu: 8, memory: GIBIBYTE },
  { name: "memory", cpu: 1, memory: 6 * GIBIBYTE },
  { name: "gpu", cpu: 1, memory: GIBIBYTE / 2, nvidia_gpu: { count: 1, model: "A100" } },
];

/** The real platform behind the real server, over an engine and a clock that the test moves by hand. */
export interface ScriptedServer {
  readonly clock: ManualClock;
  readonly engine: ScriptedEngine;
  readonly server: TestServer;
  /** Starts a job; each is a second younger than the one before. */
  readonly start: (preset: string, request?: Partial<StartPayload>) => Promise<JobPayload>;
  readonly untilRunning: (job: JobPayload) => Promise<JobPayload>;
  /** "reason: description" of the job's state. */
  readonly reasonOf: (job: JobPayload) => Promise<string>;
}

/** A machine of four cores, 8 GiB and two GPUs. */
export async function startScriptedServer(options: Partial<TestServerOptions> = {}): Promise<ScriptedServer> {
  const clock = createManualClock();
  const engine = createScriptedEngine(MACHINE, clock);
  const server = await startTestServer({ clock, makeEngine: () => engine, presets: PRESETS, ...options });
  return {
    ...{ clock, engine, server },
    async start(preset, request = {}) {
      const job = await server.start({ preset_name: preset, command: "work", ...request });
      clock.advance(1_000);
      return job;
    },
    untilRunning: ({ id }) => server.untilStatus(id, "running"),
    async reasonOf({ id }) {
      const { history } = await server.job(id);
      return `${history.reason ?? ""}: ${history.description ?? ""}`;
    },
  };
}

/** The id of a job's attempt, which counts from 0. */
export function runOf(job: JobPayload, attempt = 0): string {
  return `${job.id}-${attempt}`;
}
