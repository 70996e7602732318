import { Socket, type SocketConstructorOpts } from "node:net";

type Written = (error?: Error | null) => void;

/**
 * A TCP socket that hears its peer out. Whoever answers and leaves before it has read everything resets the connection;
 * Node then drops at the next write what had already arrived, so that an early refusal would be lost. Here a failed
 * write is let go, and the connection lasts until what was said is read.
 */
export class HearingSocket extends Socket {
  #isUnheard = false;

  constructor(options?: SocketConstructorOpts) {
    super(options);
    this.once("end", () => {
      if (this.#isUnheard) this.destroy();
    });
  }

  override _write(chunk: unknown, encoding: BufferEncoding, written: Written): void {
    super._write(chunk, encoding, this.#hearingOut(written));
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], written: Written): void {
    super._writev?.(chunks, this.#hearingOut(written));
  }

  #hearingOut(written: Written): Written {
    return (error) => {
      if (!error || this.readableEnded || this.destroyed) return written(error);
      this.#isUnheard = true;
      written();
    };
  }
}
