/** Judges output piece by piece, without keeping it. */
export interface Expectation {
  /** Compares a piece with what must come at its place. @throws Error when it differs */
  readonly take: (piece: Buffer) => void;
  /** @throws Error unless all has come */
  readonly conclude: (who: string) => void;
}

/** A piece may be this long; longer ones are compared in parts. */
const SPAN_BYTES = 256 * 1024;

/**
 * Output that repeats one period. Comparing memory costs next to nothing, so that both sides of a contest are held to the
 * same bytes and neither is measured by how they are counted.
 * @param extraBytes what may come behind it, of any content
 */
export function createExpectation(period: Buffer, totalBytes: number, extraBytes: number): Expectation {
  const model = Buffer.alloc(SPAN_BYTES + period.length, period);
  let at = 0;
  return {
    take(piece) {
      const judged = Math.min(piece.length, totalBytes - at);
      for (let from = 0; from < judged; from += SPAN_BYTES) {
        const length = Math.min(SPAN_BYTES, judged - from);
        const phase = (at + from) % period.length;
        if (piece.compare(model, phase, phase + length, from, from + length) !== 0) {
          throw new Error(`Other bytes than expected have come behind byte ${at + from}.`);
        }
      }
      at += piece.length;
    },
    conclude(who) {
      if (at < totalBytes || at > totalBytes + extraBytes) {
        throw new Error(`Of ${totalBytes} bytes ${at} have come: ${who}.`);
      }
    },
  };
}
