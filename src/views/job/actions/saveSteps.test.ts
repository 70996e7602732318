import { expect, it } from "vitest";
import type { SaveProgress } from "../../../../contract/save.ts";
import { nextSaveState, SAVE_BEGINS } from "./saveSteps.ts";

const after = (...steps: SaveProgress[]) => steps.reduce(nextSaveState, SAVE_BEGINS);
const push = (layer: string | undefined, status: string, currentBytes?: number, totalBytes?: number): SaveProgress => ({
  ...{ type: "push", status, layer, currentBytes, totalBytes },
});

it("first copies the files, then stores the image", () => {
  expect(after({ type: "commitStarted", container: "c", image: "i" })).toEqual(SAVE_BEGINS);
  expect(after({ type: "commitFinished" }).phase).toBe("pushing");
});

it("keeps the latest of each layer, in the order in which they came", () => {
  const state = after(
    push("a", "Waiting"),
    push("b", "Pushing", 1, 4),
    push("a", "Pushing", 3, 4),
    push(undefined, "v1: pushed"),
  );
  expect(state).toEqual({
    phase: "pushing",
    status: "v1: pushed",
    layers: [
      { layer: "a", status: "Pushing", share: 0.75 },
      { layer: "b", status: "Pushing", share: 0.25 },
    ],
  });
});

it("does not make up how far a layer is that nobody counts", () => {
  expect(after(push("a", "Preparing", 0, 0)).layers[0]?.share).toBeUndefined();
});
