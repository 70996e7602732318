import { EngineError, type EngineHealth, type HealthState } from "../engine.ts";

/** Whether the API server answers, as whoever asks it finds out. */
export interface ClusterHealth extends EngineHealth {
  /** Notes that it does not; what is known already stays. */
  missed(error: unknown): void;
  /** Notes that it does. */
  answered(): void;
}

/** @param address where the cluster is, for people */
export function createHealth(address: string): ClusterHealth {
  const listeners = new Set<(state: HealthState) => void>();
  let state: HealthState = { state: "ok" };

  const set = (next: HealthState) => {
    if (next.state === state.state) return;
    state = next;
    for (const listener of listeners) listener(next);
  };

  return {
    current: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    answered: () => set({ state: "ok" }),
    missed(error) {
      const message = `The Kubernetes API server at ${address} does not answer (${shortly(error)}).`;
      set({ state: "away", sinceMs: Date.now(), message });
    },
  };
}

function shortly(error: unknown): string {
  const cause = error instanceof EngineError ? error.cause : error;
  const { code, message } = (cause ?? error) as NodeJS.ErrnoException;
  return typeof code === "string" ? code : message.replace(/\.$/, "");
}
