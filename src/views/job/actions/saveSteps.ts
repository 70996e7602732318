import type { SaveProgress } from "../../../../contract/save.ts";

/** What the registry says of one layer. */
export interface LayerState {
  readonly layer: string;
  readonly status: string;
  /** How much of it is there, 0..1; undefined where the registry does not count. */
  readonly share: number | undefined;
}

/** How far saving has come. */
export interface SaveState {
  readonly phase: "committing" | "pushing";
  /** What the registry says of the whole image. */
  readonly status: string | undefined;
  /** In the order in which they were first named. */
  readonly layers: readonly LayerState[];
}

export const SAVE_BEGINS: SaveState = { phase: "committing", status: undefined, layers: [] };

/** Takes in one step. */
export function nextSaveState(state: SaveState, step: SaveProgress): SaveState {
  switch (step.type) {
    case "commitStarted":
      return { ...state, phase: "committing" };
    case "commitFinished":
      return { ...state, phase: "pushing" };
    case "push":
      return { ...state, phase: "pushing", ...pushed(state, step) };
  }
}

function pushed(state: SaveState, step: Extract<SaveProgress, { type: "push" }>): Partial<SaveState> {
  if (step.layer === undefined) return { status: step.status };
  const { currentBytes, totalBytes } = step;
  const share = currentBytes !== undefined && totalBytes ? Math.min(1, currentBytes / totalBytes) : undefined;
  const layer = { layer: step.layer, status: step.status, share };
  const isKnown = state.layers.some((known) => known.layer === layer.layer);
  return {
    layers: isKnown
      ? state.layers.map((known) => (known.layer === layer.layer ? layer : known))
      : [...state.layers, layer],
  };
}
