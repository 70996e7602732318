import type { FloodGauge } from "./floodGauge.ts";

/** Has a terminal draw less often while it is flooded. Whoever created it disposes it. */
export interface FrameHold {
  /**
   * Has the terminal take a piece of output in.
   * @param take calls the terminal's `write`, which does it in a task of its own
   */
  taking(this: void, take: () => void): void;
  /** The piece was taken in. */
  taken(this: void): void;
  /** Draws what is held in the next frame. */
  letGo(this: void): void;
  /** Draws what is held. */
  dispose(this: void): void;
}

/** Whose frames are held: a window. */
export type FrameSource = Pick<typeof globalThis, "requestAnimationFrame" | "setTimeout" | "clearTimeout">;

/** As often is a flood drawn: nobody reads more. */
const DRAW_EVERY_MS = 110;
/** After so long a silence what is held is the end of the flood. */
const EBB_MS = 15;

/** What each window had of its own before a terminal first kept its frames: one terminal does at a time. */
const ownRequests = new WeakMap<FrameSource, FrameSource["requestAnimationFrame"]>();

/**
 * xterm.js draws what it has taken in in the next frame, which costs it as much time as taking in does. It asks the window
 * for that frame while it takes the output in, in a task that it has a timer begin; in a flood, what is asked for between
 * a timer before that one and its end is kept here and handed on some times a second. Should anybody else ask just then,
 * he is as late once, and nothing is lost.
 * @param now milliseconds of a clock that never goes back
 */
export function createFrameHold(
  flood: FloodGauge,
  source: FrameSource = window,
  now: () => number = () => performance.now(),
): FrameHold {
  const ownRequest = ownRequests.get(source) ?? source.requestAnimationFrame;
  ownRequests.set(source, ownRequest);
  const held: FrameRequestCallback[] = [];
  let drawnAtMs = -Infinity;
  /** What the window has in place of its own, while what is asked for is kept. */
  let keeper: FrameSource["requestAnimationFrame"] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function draw(): void {
    source.clearTimeout(timer);
    drawnAtMs = now();
    for (const callback of held.splice(0)) ownRequest.call(source, callback);
  }

  function keep(): void {
    // Another terminal's turn has begun and not ended.
    if (source.requestAnimationFrame !== ownRequest) return;
    // Such a number is none of a frame, so that it can be cancelled without harm.
    keeper = (callback) => -held.push(callback);
    source.requestAnimationFrame = keeper;
  }

  function handOn(): void {
    if (keeper) source.requestAnimationFrame = ownRequest;
    keeper = undefined;
    drawLater();
  }

  function drawLater(): void {
    source.clearTimeout(timer);
    if (held.length === 0) return;
    const dueMs = drawnAtMs + DRAW_EVERY_MS - now();
    if (dueMs <= 0) return draw();
    timer = source.setTimeout(draw, Math.min(EBB_MS, dueMs));
  }

  return {
    taking(take) {
      if (!flood.isFlood) return take();
      // It does not ebb yet.
      source.clearTimeout(timer);
      source.setTimeout(keep);
      try {
        take();
      } finally {
        // Where the terminal has taken it in at once, or has failed.
        source.setTimeout(handOn);
      }
    },
    taken: handOn,
    letGo: draw,
    dispose() {
      handOn();
      draw();
    },
  };
}
