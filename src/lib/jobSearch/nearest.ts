/**
 * The word that somebody probably meant: the nearest of the known ones, as long as few letters differ for its length.
 * @returns undefined when none is near
 */
export function nearestWord(typed: string, known: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  let best: string | undefined;
  let fewest = word.length < 5 ? 1 : 2;
  for (const candidate of known) {
    const distance = editDistance(word, candidate, fewest);
    if (distance > fewest || (best !== undefined && distance === fewest)) continue;
    best = candidate;
    fewest = distance;
  }
  return best;
}

/** Letters added, left out, changed or swapped with their neighbour; anything above `limit` when there are more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let older: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (older[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    older = above;
    above = line;
  }
  return above[b.length] ?? 0;
}
