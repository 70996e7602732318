import { expect, it } from "vitest";
import { sourceOf } from "./logSource.ts";

const at = (transitionTimeMs: number, reason?: string) =>
  ({ status: "running", transitionTimeMs, reason, description: undefined, exitCode: undefined }) as const;

it("has an attempt begin in the pause before it: its first line may be written before its start is noted", () => {
  const transitions = [at(1_000), at(2_000, "Restarting"), at(3_000), at(4_000, "Restarting")];
  expect(sourceOf({ id: "job-1", transitions })).toEqual({
    jobId: "job-1",
    restarts: [
      { atMs: 3_000, fromMs: 2_500 },
      { atMs: 4_000, fromMs: 4_000 },
    ],
  });
});
