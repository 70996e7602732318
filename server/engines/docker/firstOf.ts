import type { EventEmitter } from "node:events";

/** Resolves with the first of some events, and listens to none of them any longer: who writes much waits many times. */
export function firstOf(emitter: EventEmitter, events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const onEvent = () => {
      for (const event of events) emitter.off(event, onEvent);
      resolve();
    };
    for (const event of events) emitter.on(event, onEvent);
  });
}
