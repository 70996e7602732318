/**
 * The value of some rank, without sorting all of them: a day of seconds takes a fraction of the time.
 * @param values are put into another order; none of them NaN
 * @param share 0..1: so many of the values are at most as high
 * @returns NaN of no values
 */
export function quantileOf(values: Float64Array, share: number): number {
  const rank = Math.max(0, Math.ceil(values.length * share) - 1);
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1] ?? NaN;
    let [left, right] = [low, high];
    while (left <= right) {
      while ((values[left] ?? NaN) < pivot) left += 1;
      while ((values[right] ?? NaN) > pivot) right -= 1;
      if (left > right) break;
      const kept = values[left] ?? NaN;
      values[left++] = values[right] ?? NaN;
      values[right--] = kept;
    }
    // Between the two are only values like the pivot.
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return pivot;
  }
  return values[rank] ?? NaN;
}
