/** Says how large the frames of a log are to be. */
export interface FrameSizer {
  /** The most bytes of the next frame. */
  readonly nextBytes: number;
  /** The reader has taken a frame, in so many milliseconds. */
  taken(bytes: number, ms: number): void;
}

/** A frame is read when all of it is there: the first lines must not wait for many others. */
const FIRST_FRAMES = [
  { before: 16 * 1024, bytes: 16 * 1024 },
  { before: 1024 * 1024, bytes: 64 * 1024 },
] as const;
/** What follows has what the reader takes in a moment. Large frames cost less, but a slow reader would see nothing for long. */
const FRAME_MS = 50;
const FRAME_BYTES = { least: 64 * 1024, most: 512 * 1024 } as const;
/** How much of what is known of the reader's pace counts besides the last frame. */
const MEMORY = 0.75;

export function createFrameSizer(): FrameSizer {
  let sentBytes = 0;
  const recent = { bytes: 0, ms: 0 };
  return {
    get nextBytes() {
      const first = FIRST_FRAMES.find(({ before }) => sentBytes < before);
      if (first) return first.bytes;
      const bytes = Math.floor((recent.bytes / recent.ms) * FRAME_MS);
      return Math.min(FRAME_BYTES.most, Math.max(FRAME_BYTES.least, bytes));
    },
    taken(bytes, ms) {
      sentBytes += bytes;
      recent.bytes = recent.bytes * MEMORY + bytes;
      recent.ms = recent.ms * MEMORY + ms;
    },
  };
}
