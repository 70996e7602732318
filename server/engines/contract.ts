import { describe } from "vitest";
import { testAttach } from "./contract/attach.ts";
import { testDial } from "./contract/dial.ts";
import { testExec } from "./contract/exec.ts";
import { createHarness, type EngineLimits, type MakeEngine } from "./contract/harness.ts";
import { testLimits } from "./contract/limits.ts";
import { testLogs } from "./contract/logs.ts";
import { testRestart } from "./contract/restart.ts";
import { testRuns } from "./contract/runs.ts";
import { testStats } from "./contract/stats.ts";
import { testSuspend } from "./contract/suspend.ts";

/** Generous: the machine that runs this may be busy with much else. */
const TIMEOUT_MS = 90_000;

/**
 * The tests that every engine passes. All jobs are `sh` scripts with nothing but what a small Linux image has.
 * @param makeEngine gives an engine over a place of its own, an image it can run, and how to begin again over that place
 * @param limits what the place does not let the engine do: of that the tests ask what can be had instead
 */
export function engineContract(name: string, makeEngine: MakeEngine, limits: EngineLimits = {}): void {
  describe(`${name} engine`, { timeout: TIMEOUT_MS }, () => {
    const harness = createHarness(makeEngine, limits);
    describe("runs", () => testRuns(harness));
    describe("logs", () => testLogs(harness));
    describe("attach", () => testAttach(harness));
    describe("exec", () => testExec(harness));
    describe("dial", () => testDial(harness));
    if (!limits.cannotSuspend) describe("suspend and resume", () => testSuspend(harness));
    describe("limits", () => testLimits(harness));
    describe("stats", () => testStats(harness));
    describe("a restart of the server", () => testRestart(harness));
  });
}
