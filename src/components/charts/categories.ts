/**
 * Colours of things that have no order and no meaning of their own, after Okabe and Ito: told apart by people who do not
 * see all colours. The first of each pair is for light surfaces.
 */
const CATEGORY_COLORS: readonly (readonly [light: string, dark: string])[] = [
  ["#0072b2", "#4aa3df"],
  ["#e69f00", "#e6a82e"],
  ["#009e73", "#2fc29b"],
  ["#cc79a7", "#dd96bd"],
  ["#d55e00", "#f0803c"],
  ["#56b4e9", "#8fd0f7"],
  ["#8a7d00", "#e8dc5a"],
];

/** How many there are; what goes beyond is shown together. */
export const MOST_CATEGORIES = CATEGORY_COLORS.length;

/** The CSS colour of the nth category; that of all others together is a grey. */
export function categoryColor(index: number, isOthers = false): string {
  const [light, dark] = (isOthers ? undefined : CATEGORY_COLORS[index]) ?? ["#9aa1ad", "#6b7280"];
  return `light-dark(${light}, ${dark})`;
}
