/** Turns what is pushed into what is pulled. */
export interface Queue<T> {
  /** Adds an item; ignored once ended or failed. */
  push(item: T): void;
  /** The reader ends after what is still in the queue. */
  end(): void;
  /** The reader throws `error` after what is still in the queue. */
  fail(error: unknown): void;
  /** For one reader, once. */
  readonly items: AsyncIterable<T>;
}

export function createQueue<T>(): Queue<T> {
  let waiting: T[] = [];
  let outcome: { readonly error?: unknown; readonly failed: boolean } | undefined;
  let wake: (() => void) | undefined;

  async function* read(): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const batch = waiting;
      waiting = [];
      yield* batch;
      if (waiting.length > 0) continue;
      if (outcome?.failed) throw outcome.error;
      if (outcome) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  function settle(how: NonNullable<typeof outcome>): void {
    outcome ??= how;
    wake?.();
  }

  return {
    push(item) {
      if (outcome) return;
      waiting.push(item);
      wake?.();
    },
    end: () => settle({ failed: false }),
    fail: (error) => settle({ failed: true, error }),
    items: read(),
  };
}
