import { checkJobName, MAX_TAGS } from "../../../../contract/names.ts";
import type { StartPayload } from "../../../../contract/start.ts";
import { cellsOf, parseMatrix, requestOfCell } from "../../../lib/matrix.ts";

/** One job of a matrix. */
export interface PlannedCell {
  /** What sets it apart: `lr=0.1 seed=3`. */
  readonly label: string;
  readonly request: StartPayload;
}

/** What a matrix makes of a request. */
export type MatrixPlan =
  | { readonly status: "none" }
  | { readonly status: "wrong"; readonly reason: string }
  | { readonly status: "ready"; readonly cells: readonly PlannedCell[] };

/** Reads a matrix and makes a request of each of its cells; where a name is given the jobs are numbered. */
export function planMatrix(text: string, request: StartPayload): MatrixPlan {
  const parsed = parseMatrix(text);
  if (!parsed.ok) return { status: "wrong", reason: parsed.reason };
  if (parsed.axes.length === 0) return { status: "none" };
  if ((request.tags?.length ?? 0) >= MAX_TAGS) {
    return { status: "wrong", reason: `Leave room for the tag of these jobs: at most ${MAX_TAGS - 1} tags.` };
  }
  const cells = cellsOf(parsed.axes).map((cell, index) => ({
    label: Object.entries(cell)
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
    request: { ...requestOfCell(request, cell), ...(request.name && { name: numberedName(request.name, index + 1) }) },
  }));
  return { status: "ready", cells };
}

const LONGEST_NAME = 40;

/** `train-7`; a name that would become too long is cut before its number. */
export function numberedName(name: string, number: number): string {
  const suffix = `-${number}`;
  const base = name.slice(0, LONGEST_NAME - suffix.length).replace(/-+$/, "");
  const numbered = `${base}${suffix}`;
  // A name that breaks the rules stays wrong in its own way, and is told so at its field.
  return checkJobName(name) === undefined ? numbered : name;
}

/** A tag that no other matrix has. */
export function newMatrixTag(): string {
  return `matrix-${crypto.randomUUID().slice(0, 8)}`;
}
