/** Something that holds one connection while it is open. */
export interface Stream {
  open(this: void): void;
  close(this: void): void;
}

/** Shares a bounded number of connections among many streams. */
export interface StreamBudget {
  /** Opens a stream now, or as soon as there is room; one that only lingers makes room. */
  acquire(stream: Stream): void;
  /** Leaves a stream open for now; a moment later it is closed as soon as another one needs its place. */
  linger(stream: Stream): void;
  /** Closes a stream, or takes it out of the queue, and lets the next one open. */
  release(stream: Stream): void;
}

/** A row that is drawn anew leaves and comes back within a moment: it is not to find its place taken by one that waits. */
export const REDRAW_MS = 100;

/** @param most how many may be open at once */
export function createStreamBudget(most: number): StreamBudget {
  const open = new Set<Stream>();
  // Sets keep the order: who came first goes first.
  const lingering = new Set<Stream>();
  const waiting = new Set<Stream>();
  const leaving = new Map<Stream, ReturnType<typeof setTimeout>>();

  function stay(stream: Stream): void {
    lingering.delete(stream);
    clearTimeout(leaving.get(stream));
    leaving.delete(stream);
  }

  function shut(stream: Stream): void {
    stay(stream);
    if (open.delete(stream)) stream.close();
  }

  function fill(): void {
    for (const next of waiting) {
      const [idle] = lingering;
      if (open.size >= most && idle) shut(idle);
      if (open.size >= most) return;
      waiting.delete(next);
      open.add(next);
      next.open();
    }
  }

  return {
    acquire(stream) {
      stay(stream);
      if (open.has(stream)) return;
      waiting.add(stream);
      fill();
    },
    linger(stream) {
      waiting.delete(stream);
      if (!open.has(stream)) return;
      stay(stream);
      const leave = () => {
        leaving.delete(stream);
        lingering.add(stream);
        fill();
      };
      leaving.set(stream, setTimeout(leave, REDRAW_MS));
    },
    release(stream) {
      waiting.delete(stream);
      shut(stream);
      fill();
    },
  };
}
