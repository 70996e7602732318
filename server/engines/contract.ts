import { describe } from "vitest";
import { testAttach } from "./contract/attach.ts";
import { testDial } from "./contract/dial.ts";
import { testExec } from "./contract/exec.ts";
import { createHarness, type EngineLimits, type Harness, type MakeEngine } from "./contract/harness.ts";
import { testLimits } from "./contract/limits.ts";
import { testLogs } from "./contract/logs.ts";
import { testRestart } from "./contract/restart.ts";
import { testRuns } from "./contract/runs.ts";
import { testStats } from "./contract/stats.ts";
import { testSuspend } from "./contract/suspend.ts";

/** Generous: the machine that runs this may be busy with much else. */
const TIMEOUT_MS = 90_000;

const PARTS: Readonly<Record<string, (harness: Harness) => void>> = {
  runs: testRuns,
  logs: testLogs,
  attach: testAttach,
  exec: testExec,
  dial: testDial,
  "suspend and resume": testSuspend,
  limits: testLimits,
  stats: testStats,
  "a restart of the server": testRestart,
};

/**
 * The tests that every engine passes. All jobs are `sh` scripts with nothing but what a small Linux image has.
 * @param makeEngine gives an engine over a place of its own, an image it can run, and how to begin again over that place
 * @param limits what the place does not let the engine do: of that the tests ask what can be had instead
 */
export function engineContract(name: string, makeEngine: MakeEngine, limits: EngineLimits = {}): void {
  describe(`${name} engine`, { timeout: TIMEOUT_MS }, () => {
    for (const [part, addTests] of Object.entries(PARTS)) {
      if (limits.cannotSuspend && addTests === testSuspend) continue;
      // Each has an engine of its own, so that parts can be tested beside each other.
      const addPart = () => addTests(createHarness(makeEngine, limits));
      if (limits.mostlyWaits) describe.concurrent(part, () => void describe.sequential(name, addPart));
      else describe(part, addPart);
    }
  });
}
