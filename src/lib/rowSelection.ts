/** Which rows are selected, by id. */
export interface RowSelection {
  readonly ids: ReadonlySet<string>;
  /** Where a range begins: the row selected last by itself. */
  readonly anchorId: string | undefined;
  /** What was selected before the range was begun: a range that shrinks gives back only its own. */
  readonly baseIds: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

export const NO_SELECTION: RowSelection = { ids: NONE, anchorId: undefined, baseIds: NONE };

/** Selects a row or takes it out; the next range begins there. */
export function toggleRow({ ids }: RowSelection, id: string): RowSelection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchorId: id, baseIds: next };
}

/**
 * Selects everything from the anchor to a row, in place of the range before. Without an anchor that is still in the
 * list the range begins at `fallbackId`.
 * @param order the ids of all rows as they stand
 */
export function selectRange(
  selection: RowSelection,
  order: readonly string[],
  toId: string,
  fallbackId = toId,
): RowSelection {
  const anchorId =
    selection.anchorId !== undefined && order.includes(selection.anchorId) ? selection.anchorId : fallbackId;
  const from = order.indexOf(anchorId);
  const to = order.indexOf(toId);
  if (from === -1 || to === -1) return selection;
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.baseIds, ...range]), anchorId, baseIds: selection.baseIds };
}

/** Selects all, or none where all are selected already. */
export function toggleAll(selection: RowSelection, order: readonly string[]): RowSelection {
  if (order.length > 0 && order.every((id) => selection.ids.has(id))) return NO_SELECTION;
  const ids = new Set(order);
  return { ids, anchorId: undefined, baseIds: ids };
}
