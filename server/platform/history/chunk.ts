import { CHUNK_STEPS } from "./levels.ts";

/** What is measured, in the order in which it is stored. */
export const QUANTITIES = ["cpu", "memory_bytes", "gpu_duty_cycle", "gpu_memory_bytes"] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** One quantity over a step. */
export interface Extent {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** What was measured in one step; a quantity that was not is missing. */
export type StepValues = Partial<Record<Quantity, Extent>>;

/** The steps of one stored piece, by their place in it. */
export type Chunk = (StepValues | undefined)[];

export function emptyChunk(): Chunk {
  return Array.from({ length: CHUNK_STEPS }, () => undefined);
}

const EXTENTS = 3;
const FLOAT_BYTES = 4;

/** A byte that says which quantities follow, then for each of them lowest, mean and highest of every step; NaN: nothing. */
export function encodeChunk(chunk: Chunk): Buffer {
  const present = QUANTITIES.filter((quantity) => chunk.some((step) => step?.[quantity]));
  const mask = present.reduce((bits, quantity) => bits | (1 << QUANTITIES.indexOf(quantity)), 0);
  const buffer = Buffer.alloc(1 + present.length * CHUNK_STEPS * EXTENTS * FLOAT_BYTES);
  let offset = buffer.writeUInt8(mask);
  for (const quantity of present) {
    for (const step of chunk) {
      const { min = NaN, mean = NaN, max = NaN } = step?.[quantity] ?? {};
      for (const value of [min, mean, max]) offset = buffer.writeFloatLE(value, offset);
    }
  }
  return buffer;
}

/** Reads what {@link encodeChunk} wrote. */
export function decodeChunk(buffer: Buffer): Chunk {
  // A month is forty thousand steps: each is one object, and nothing is made to be thrown away.
  const chunk = new Array<Partial<Record<Quantity, Extent>> | undefined>(CHUNK_STEPS).fill(undefined);
  const mask = buffer.readUInt8();
  let offset = 1;
  for (const [bit, quantity] of QUANTITIES.entries()) {
    if ((mask & (1 << bit)) === 0) continue;
    for (let index = 0; index < CHUNK_STEPS; index += 1) {
      const min = buffer.readFloatLE(offset);
      const mean = buffer.readFloatLE(offset + FLOAT_BYTES);
      const max = buffer.readFloatLE(offset + 2 * FLOAT_BYTES);
      offset += EXTENTS * FLOAT_BYTES;
      if (Number.isNaN(min)) continue;
      (chunk[index] ??= {})[quantity] = { min, mean, max };
    }
  }
  return chunk;
}
