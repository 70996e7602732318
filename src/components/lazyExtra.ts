import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import { notify } from "../state/notice.ts";

/**
 * A component whose code loads when it is first shown, without anybody having asked for it. Where the code cannot be
 * had, because the server is away, the page does without it until it is loaded again, instead of failing as a whole.
 */
export function lazyExtra<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(() => load().catch(() => ({ default: Nothing })));
}

const LOAD_ATTEMPTS = 4;
const LOAD_PAUSE_MS = 500;

/**
 * A component that somebody has asked for and waits for: a network that blinks is no reason to give him nothing.
 * @param complaint what he is told where the code cannot be had after all
 */
export function lazyWanted<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
  complaint: string,
): LazyExoticComponent<ComponentType<P>> {
  return lazyExtra(async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await load();
      } catch (error) {
        if (attempt === LOAD_ATTEMPTS) {
          notify(complaint);
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, LOAD_PAUSE_MS * 2 ** attempt));
      }
    }
  });
}

function Nothing(): null {
  return null;
}
