import { QUANTITIES, type Extent, type Quantity, type StepValues } from "./chunk.ts";

/** A step as it is answered, which may be several of those that are kept. */
export interface StepGroup {
  /** Seconds since the epoch at which it begins. */
  readonly timeS: number;
  readonly values: StepValues;
}

/** Puts steps together, oldest first, so that lowest and highest values stay what they were. */
export interface Grouping {
  add(timeS: number, values: StepValues): void;
  groups(): readonly StepGroup[];
}

type Sums = Partial<Record<Quantity, { min: number; max: number; total: number; count: number }>>;

/** @param groupSeconds groups begin at whole multiples of it */
export function createGrouping(groupSeconds: number): Grouping {
  const groups: { readonly timeS: number; readonly sums: Sums }[] = [];
  return {
    add(timeS, values) {
      const startS = Math.floor(timeS / groupSeconds) * groupSeconds;
      let group = groups.at(-1);
      if (group?.timeS !== startS) groups.push((group = { timeS: startS, sums: {} }));
      for (const quantity of QUANTITIES) addTo(group.sums, quantity, values[quantity]);
    },
    groups: () => groups.map(({ timeS, sums }) => ({ timeS, values: valuesOf(sums) })),
  };
}

function addTo(sums: Sums, quantity: Quantity, extent: Extent | undefined): void {
  if (!extent) return;
  const sum = (sums[quantity] ??= { min: Infinity, max: -Infinity, total: 0, count: 0 });
  sum.min = Math.min(sum.min, extent.min);
  sum.max = Math.max(sum.max, extent.max);
  sum.total += extent.mean;
  sum.count += 1;
}

function valuesOf(sums: Sums): StepValues {
  const values: Partial<Record<Quantity, Extent>> = {};
  for (const quantity of QUANTITIES) {
    const sum = sums[quantity];
    if (sum) values[quantity] = { min: sum.min, mean: sum.total / sum.count, max: sum.max };
  }
  return values;
}
