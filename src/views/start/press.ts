/** Knows whether the pointer is pressed, and lets others wait for its release. */
export interface Press {
  /** To be called when the pointer goes down. */
  readonly begin: () => void;
  /**
   * Runs `act` now or, while the pointer is down, after its release: what is being pressed must not move away from
   * under the pointer, for then the press would count for nothing.
   */
  readonly whenReleased: (act: () => void) => void;
}

/** @param target hears of the release wherever it happens: the window */
export function createPress(target: EventTarget): Press {
  let release: AbortController | undefined;
  const waiting: (() => void)[] = [];
  const end = () => {
    release?.abort();
    release = undefined;
    for (const act of waiting.splice(0)) act();
  };
  return {
    begin: () => {
      release?.abort();
      release = new AbortController();
      for (const event of ["pointerup", "pointercancel"]) {
        target.addEventListener(event, end, { signal: release.signal });
      }
    },
    whenReleased: (act) => {
      if (release) waiting.push(act);
      else act();
    },
  };
}
