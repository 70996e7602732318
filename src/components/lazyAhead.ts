import { createElement, useEffect, useSyncExternalStore, type ComponentType, type ReactNode } from "react";

/** A component whose code is loaded apart, and can be asked for before it is shown. */
export interface LazyAhead<P extends object> {
  /** @param fallback is shown until the code is there */
  readonly Part: ComponentType<P & { readonly fallback: ReactNode }>;
  /** Begins to load the code. What fails is tried again, and told, when the component is shown. */
  preload(this: void): void;
}

/**
 * Makes a component whose code loads apart from the page's and which is drawn as soon as it is there. What React itself
 * waits for comes last of all that is to be drawn: after thousands of rows that stream in.
 */
export function lazyAhead<P extends object>(load: () => Promise<{ readonly default: ComponentType<P> }>): LazyAhead<P> {
  let state: { readonly Loaded?: ComponentType<P>; readonly error?: unknown } = {};
  let loading: Promise<void> | undefined;
  const listeners = new Set<() => void>();

  function settle(next: typeof state): void {
    state = next;
    loading = undefined;
    for (const listener of listeners) listener();
  }

  function preload(): void {
    if (state.Loaded) return;
    loading ??= load().then(
      (module) => settle({ Loaded: module.default }),
      // Who shows it next tries again.
      (error: unknown) => settle(listeners.size > 0 ? { error } : {}),
    );
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && state.error !== undefined) state = {};
    };
  }

  return {
    preload,
    Part: function LazyPart({ fallback, ...props }) {
      const { Loaded, error } = useSyncExternalStore(subscribe, () => state);
      useEffect(preload, []);
      if (error !== undefined) throw error as Error;
      return Loaded ? createElement(Loaded, props as unknown as P) : fallback;
    },
  };
}
