/** A program that knows where a paste begins and ends runs nothing of it by itself; one line more or less is no matter. */
const MOST_LINES = 5;
/** Nobody means to paste that much into a terminal without knowing. */
const MOST_CHARACTERS = 20_000;

/**
 * Whether a paste is to be asked about: several lines where each would be run at once, many where the program takes
 * them as one text.
 */
export function isLargePaste(text: string, isBracketed: boolean): boolean {
  return text.length > MOST_CHARACTERS || linesOf(text) > (isBracketed ? MOST_LINES : 1);
}

/** How many lines a text has; a last line break begins none. */
export function linesOf(text: string): number {
  return text.replace(/(\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/).length;
}
