/** A colour as a program asked for it: one of the 256 of the palette, or its own. */
export type AnsiColor =
  | { readonly kind: "palette"; readonly index: number }
  | { readonly kind: "rgb"; readonly red: number; readonly green: number; readonly blue: number };

/** How a piece of output looks (ECMA-48 SGR); undefined colours are the reader's own. Never changed in place. */
export interface AnsiStyle {
  readonly foreground: AnsiColor | undefined;
  readonly background: AnsiColor | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly hidden: boolean;
  readonly strikethrough: boolean;
}

/** The look before any escape sequence and after a reset. */
export const PLAIN_STYLE: AnsiStyle = {
  foreground: undefined,
  background: undefined,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  hidden: false,
  strikethrough: false,
};

/** What each simple parameter changes. */
const CHANGES = new Map<number, Partial<AnsiStyle>>([
  [1, { bold: true }],
  [2, { dim: true }],
  [3, { italic: true }],
  [4, { underline: true }],
  [7, { inverse: true }],
  [8, { hidden: true }],
  [9, { strikethrough: true }],
  [21, { underline: true }],
  [22, { bold: false, dim: false }],
  [23, { italic: false }],
  [24, { underline: false }],
  [27, { inverse: false }],
  [28, { hidden: false }],
  [29, { strikethrough: false }],
  [39, { foreground: undefined }],
  [49, { background: undefined }],
]);
for (let index = 0; index < 8; index++) {
  CHANGES.set(30 + index, { foreground: { kind: "palette", index } });
  CHANGES.set(40 + index, { background: { kind: "palette", index } });
  CHANGES.set(90 + index, { foreground: { kind: "palette", index: index + 8 } });
  CHANGES.set(100 + index, { background: { kind: "palette", index: index + 8 } });
}

/**
 * The style after `CSI parameters m`. What is not known or out of range changes nothing.
 * @param parameters the text between `CSI` and `m`, e.g. "1;38;5;208" or "38:2::255:0:0"
 */
export function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  const fields = parameters.split(";");
  let next = style;
  for (let at = 0; at < fields.length; at++) {
    const parts = (fields[at] ?? "").split(":").map(toNumber);
    const code = parts[0] ?? 0;
    if (code === 38 || code === 48 || code === 58) {
      const [color, consumed] = parts.length > 1 ? [colonColor(parts), 0] : semicolonColor(fields, at + 1);
      at += consumed;
      if (color && code !== 58) next = { ...next, [code === 38 ? "foreground" : "background"]: color };
    } else if (code === 0) next = PLAIN_STYLE;
    else if (code === 4 && parts[1] === 0) next = { ...next, underline: false };
    else {
      const change = CHANGES.get(code);
      if (change) next = { ...next, ...change };
    }
  }
  return next;
}

/** `38:5:n`, `38:2:r:g:b`, and `38:2:space:r:g:b` as ISO 8613-6 writes it. */
function colonColor(parts: readonly number[]): AnsiColor | undefined {
  if (parts[1] === 5) return paletteColor(parts[2]);
  if (parts[1] === 2) return rgbColor(parts.slice(parts.length >= 6 ? 3 : 2));
  return undefined;
}

/** `5;n` and `2;r;g;b`, which take the following fields; says how many. */
function semicolonColor(fields: readonly string[], at: number): [AnsiColor | undefined, number] {
  const mode = toNumber(fields[at] ?? "");
  if (mode === 5) return [paletteColor(toNumber(fields[at + 1] ?? "")), 2];
  if (mode === 2) return [rgbColor(fields.slice(at + 1, at + 4).map(toNumber)), 4];
  return [undefined, 1];
}

function paletteColor(index: number | undefined): AnsiColor | undefined {
  return isByte(index) ? { kind: "palette", index } : undefined;
}

function rgbColor([red, green, blue]: readonly number[]): AnsiColor | undefined {
  return isByte(red) && isByte(green) && isByte(blue) ? { kind: "rgb", red, green, blue } : undefined;
}

function isByte(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value <= 255;
}

/** A missing parameter counts as 0. */
function toNumber(text: string): number {
  return text === "" ? 0 : Number(text);
}
