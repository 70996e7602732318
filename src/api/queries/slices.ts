/** How long a loop may hold the page before it lets it draw and take input; two fit in a frame. */
const SLICE_MS = 8;

/** Not yet among the types of every browser. @see https://wicg.github.io/scheduling-apis/ */
interface Scheduler {
  postTask?(this: Scheduler, callback: () => void, options: { readonly priority: "background" }): Promise<void>;
}

/** Passes items on and, however fast they come, lets everybody else have a turn after each slice of time. */
export async function* inSlices<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  let sliceStartMs: number | undefined;
  for await (const item of items) {
    // What is waited for takes no time of the page's.
    sliceStartMs ??= performance.now();
    yield item;
    if (performance.now() - sliceStartMs < SLICE_MS) continue;
    await nextTask();
    sliceStartMs = performance.now();
  }
}

/**
 * The next turn of the event loop that nobody needs more: input and drawing go first where the browser can tell. Unlike
 * a timer it is not put off when asked for again and again.
 */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Scheduler };
  if (scheduler?.postTask) return scheduler.postTask(() => undefined, { priority: "background" });
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
