import { ContractError } from "./parse.ts";

/**
 * A frame of `SUBPROTOCOL.ownLogs` is a piece of the log and {@link LINE_COUNT_BYTES} behind it: how many lines end in the
 * piece, an unsigned number, low byte first, if it has text alone, neither an escape nor the first byte of U+0080…U+009F.
 * Otherwise, and where nobody has counted, it is 0. So a reader of a flood need not look at each of its bytes.
 */
export interface LogFrame {
  readonly piece: Uint8Array;
  /** Undefined where it is not told. */
  readonly lines: number | undefined;
}

export const LINE_COUNT_BYTES = 4;

/** Writes into the end of a frame how many lines of text alone end in it. */
export function putLineCount(frame: Uint8Array, lines: number | undefined): void {
  viewOfCount(frame).setUint32(0, lines ?? 0, true);
}

/** @throws ContractError for a frame that is too short */
export function readLogFrame(frame: Uint8Array): LogFrame {
  if (frame.length < LINE_COUNT_BYTES) throw new ContractError("log frame", "", "is too short to have a line count");
  const lines = viewOfCount(frame).getUint32(0, true);
  return { piece: frame.subarray(0, frame.length - LINE_COUNT_BYTES), lines: lines === 0 ? undefined : lines };
}

function viewOfCount({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset + length - LINE_COUNT_BYTES, LINE_COUNT_BYTES);
}
