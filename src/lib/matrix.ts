import type { StartPayload } from "../../contract/start.ts";

/** One thing that differs between the jobs of a matrix. */
export interface Axis {
  readonly name: string;
  readonly values: readonly string[];
}

export type ParsedMatrix =
  | { readonly ok: true; readonly axes: readonly Axis[] }
  | { readonly ok: false; readonly reason: string };

/** So many jobs can be started at once. */
const MOST_CELLS = 500;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads `lr={0.1,0.01} seed={1..5}`: names with values in braces, a list or a range (`{0..10..2}` in steps), separated by
 * blanks. A value with a blank, a comma or a brace stands in double quotes.
 */
export function parseMatrix(text: string): ParsedMatrix {
  const axes: Axis[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const match = /^([^\s={}]*)=\{((?:"[^"]*"|[^"{}])*)\}(?:\s+|$)/.exec(rest);
    if (!match)
      return { ok: false, reason: `Write NAME={first,second} or NAME={1..5} instead of “${firstWord(rest)}”.` };
    const [whole, name = "", inside = ""] = match;
    if (!NAME.test(name)) {
      return { ok: false, reason: `“${name}” is no name: letters, digits and _, not beginning with a digit.` };
    }
    if (axes.some((axis) => axis.name === name)) return { ok: false, reason: `${name} stands twice.` };
    const values = readValues(inside);
    if (typeof values === "string") return { ok: false, reason: `${name}: ${values}` };
    axes.push({ name, values });
    rest = rest.slice(whole.length);
  }
  const count = cellCount(axes);
  if (count > MOST_CELLS) return { ok: false, reason: `These are ${count} jobs; at most ${MOST_CELLS} start at once.` };
  return { ok: true, axes };
}

/** How many jobs a matrix makes; one without any axis. */
export function cellCount(axes: readonly Axis[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

/** Every combination of values, the last axis changing fastest. */
export function cellsOf(axes: readonly Axis[]): Readonly<Record<string, string>>[] {
  return axes.reduce<Record<string, string>[]>(
    (cells, { name, values }) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [name]: value }))),
    [{}],
  );
}

/**
 * The request of one cell. A name that stands in braces in the command, the entrypoint, a variable or the description is
 * put in there; any other becomes an environment variable.
 */
export function requestOfCell(request: StartPayload, cell: Readonly<Record<string, string>>): StartPayload {
  const used = new Set<string>();
  const fill = (text: string) =>
    text.replace(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (placeholder, name: string) => {
      const value = cell[name];
      if (value === undefined) return placeholder;
      used.add(name);
      return value;
    });
  const fillOptional = (text: string | null | undefined) => (typeof text === "string" ? fill(text) : text);
  const env = Object.fromEntries(Object.entries(request.env ?? {}).map(([name, value]) => [name, fill(value)]));
  const filled = {
    ...request,
    ...present("command", fillOptional(request.command)),
    ...present("entrypoint", fillOptional(request.entrypoint)),
    ...present("description", fillOptional(request.description)),
  };
  const others = Object.entries(cell).filter(([name]) => !used.has(name));
  return { ...filled, env: { ...env, ...Object.fromEntries(others) } };
}

function present<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}

function readValues(text: string): string[] | string {
  const range = /^(-?\d+)\.\.(-?\d+)(?:\.\.(\d+))?$/.exec(text.trim());
  if (range) return readRange(Number(range[1]), Number(range[2]), Number(range[3] ?? 1));
  const values = [...text.matchAll(/\s*("[^"]*"|[^,"]*)\s*(?:,|$)/g)]
    .map(([, value = ""]) => value.trim())
    .slice(0, -1)
    .map((value) => value.replace(/^"(.*)"$/, "$1"));
  if (values.length === 0 || values.some((value) => value === "")) return "a value is missing between the braces.";
  if (new Set(values).size < values.length) return "a value stands twice.";
  return values;
}

function readRange(from: number, to: number, step: number): string[] | string {
  if (step === 0) return "a range's step must be at least 1.";
  const count = Math.floor(Math.abs(to - from) / step) + 1;
  if (count > MOST_CELLS) return `these are ${count} values; at most ${MOST_CELLS} jobs start at once.`;
  const direction = to < from ? -1 : 1;
  return Array.from({ length: count }, (_, index) => String(from + direction * step * index));
}

function firstWord(text: string): string {
  return text.split(/\s/, 1)[0] ?? "";
}
