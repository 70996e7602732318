/** The id of the element that holds the rows and hears the keys. */
export const GRID_ID = "jobs-grid";

/** The id of the element of a row, by which the grid says which one is active. */
export function rowElementId(key: string): string {
  return `row-${key}`;
}
