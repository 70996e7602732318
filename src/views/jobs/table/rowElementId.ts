/** The id of the element of a row, by which the grid says which one is active. */
export function rowElementId(key: string): string {
  return `row-${key}`;
}
