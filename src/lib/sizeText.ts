import { MEBIBYTE } from "../../contract/sizes.ts";

const KIBIBYTE = 1024;

/** Bytes of a unit by its letter; `i` and a lone letter count by 1024, a letter with B alone by 1000. */
const EXPONENTS: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/**
 * Reads an amount of memory as people and the command line write it: `512MiB`, `1.5 GiB`, `4G` (as GiB), `500MB`.
 * @returns whole bytes, or undefined when the text is no amount or names no unit
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgtp])(i?)(b?)|b)$/i.exec(text.trim());
  if (!match) return undefined;
  const [, amount, letter = "", binary, byte] = match;
  const base = letter !== "" && binary === "" && byte !== "" ? 1000 : KIBIBYTE;
  const bytes = Math.round(Number(amount) * base ** (EXPONENTS[letter.toLowerCase()] ?? 0));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Writes bytes so that {@link parseSize} reads exactly them back: `4GiB`, `1536MiB`, `1000B`. */
export function sizeText(bytes: number): string {
  for (const [unit, size] of [
    ["GiB", 1024 * MEBIBYTE],
    ["MiB", MEBIBYTE],
    ["KiB", KIBIBYTE],
  ] as const) {
    if (bytes > 0 && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return `${bytes}B`;
}
