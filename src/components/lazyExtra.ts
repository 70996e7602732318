import { lazy, type ComponentType, type LazyExoticComponent } from "react";

/**
 * A component whose code loads when it is first shown, without anybody having asked for it. Where the code cannot be
 * had, because the server is away, the page does without it until it is loaded again, instead of failing as a whole.
 */
export function lazyExtra<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => load().catch(() => ({ default: Nothing })));
}

function Nothing(): null {
  return null;
}
