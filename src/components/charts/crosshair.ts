/** Where the reader looks, as shares of the time axis from 0 to 1: the same in all charts beside each other. */
export interface CrosshairState {
  readonly at: number | undefined;
  /** The part that is being chosen, in the order in which it was drawn. */
  readonly selection: readonly [from: number, to: number] | undefined;
}

/** One crosshair for many charts. Charts move their marks themselves: nothing is rendered for it. */
export interface Crosshair {
  get(this: void): CrosshairState;
  set(this: void, state: Partial<CrosshairState>): void;
  /** @returns what unsubscribes */
  subscribe(this: void, listener: () => void): () => void;
}

export const NO_CROSSHAIR: CrosshairState = { at: undefined, selection: undefined };

export function createCrosshair(): Crosshair {
  const listeners = new Set<() => void>();
  let state = NO_CROSSHAIR;
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
