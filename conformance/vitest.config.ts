import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { filesOf } from "./testing/scope.ts";

/** The file that waits for the clock goes first: everything else runs meanwhile. */
class ClockFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (moduleId.endsWith("clock.test.ts") ? 0 : 1);
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: [...filesOf(process.env.JOBDECK_API_SCOPE)],
    globalSetup: "conformance/testing/globalSetup.ts",
    setupFiles: "conformance/testing/setup.ts",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // With another engine than processes the time goes to waiting for it.
    maxWorkers: (process.env.JOBDECK_API_ENGINE || "process") === "process" ? 2 : 4,
    // As in the other tests: a flake is told from a failure, and named.
    retry: 2,
    sequence: { sequencer: ClockFirst },
  },
});
