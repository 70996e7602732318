/** Everything the list can show of a job, in the order in which it is offered. */
export const JOB_COLUMNS = [
  "status",
  "name",
  "id",
  "owner",
  "project",
  "preset",
  "image",
  "command",
  "tags",
  "created",
  "started",
  "runTime",
  "cost",
  "price",
  "restarts",
  "exitCode",
  "lifeSpanLeft",
  "priority",
  "usage",
  "cluster",
] as const;
export type JobColumn = (typeof JOB_COLUMNS)[number];

/** How a column looks. */
export interface ColumnTraits {
  readonly label: string;
  /** What it needs at least to be read, in pixels. */
  readonly minWidthPx: number;
  /** Its share of the room that is left; 0 stays at its least. */
  readonly grow: number;
  /** Numbers and times end at the same edge. */
  readonly align: "start" | "end";
  /** Measured values that change all the time give no order. */
  readonly isSortable: boolean;
}

const text = (label: string, minWidthPx: number, grow: number): ColumnTraits => ({
  label,
  minWidthPx,
  grow,
  align: "start",
  isSortable: true,
});
const number = (label: string, minWidthPx: number): ColumnTraits => ({
  label,
  minWidthPx,
  grow: 0,
  align: "end",
  isSortable: true,
});

export const COLUMN_TRAITS: Readonly<Record<JobColumn, ColumnTraits>> = {
  status: text("Status", 244, 2.4),
  name: text("Name", 140, 1.6),
  id: text("Id", 104, 0),
  owner: text("Owner", 76, 0.4),
  project: text("Project", 84, 0.4),
  preset: text("Preset", 84, 0.3),
  image: text("Image", 100, 0.7),
  command: text("Command", 140, 1.4),
  tags: text("Tags", 100, 1.4),
  created: number("Created", 80),
  started: number("Started", 80),
  runTime: number("Run time", 80),
  cost: number("Cost", 68),
  price: number("Credits/h", 80),
  restarts: number("Restarts", 76),
  exitCode: number("Exit code", 80),
  lifeSpanLeft: number("Time left", 80),
  priority: text("Priority", 72, 0),
  usage: { ...text("Usage", 208, 0), isSortable: false },
  cluster: text("Cluster", 84, 0.3),
};

/** What is shown to whoever has chosen nothing. */
export const DEFAULT_COLUMNS: readonly JobColumn[] = [
  "status",
  "name",
  "id",
  "owner",
  "preset",
  "image",
  "tags",
  "usage",
  "created",
  "runTime",
  "cost",
];

/** Which of the default ones go first where there is little room. */
const FIRST_TO_GO: readonly JobColumn[] = ["id", "image", "tags", "cost", "usage", "preset", "owner"];

const GAP_PX = 12;
const SIDES_PX = 20;
/** For the box that selects the row, before the columns. */
const SELECT_PX = 18;
/** For the row's buttons, behind the columns. */
const ACTIONS_PX = 100;

const MIN_COLUMN_PX = 48;
const MAX_COLUMN_PX = 900;

/** What a user has chosen; widths in pixels. A column without a width takes its share of the room. */
export interface ColumnChoice {
  /** In their order; undefined while only widths were chosen. */
  readonly columns: readonly JobColumn[] | undefined;
  readonly widths: Readonly<Partial<Record<JobColumn, number>>>;
}

export const NO_CHOICE: ColumnChoice = { columns: undefined, widths: {} };

/** Reads a choice that an earlier or later release may have written: what is not known is left out. */
export function readChoice(stored: unknown): ColumnChoice {
  if (typeof stored !== "object" || stored === null) return NO_CHOICE;
  const { columns, widths } = stored as { columns?: unknown; widths?: unknown };
  const known = Array.isArray(columns) ? [...new Set(columns)].filter(isJobColumn) : [];
  const pairs = Object.entries(widths ?? {}).flatMap(([column, width]) =>
    isJobColumn(column) && typeof width === "number" && Number.isFinite(width) ? [[column, clampWidth(width)]] : [],
  );
  return {
    columns: known.length > 0 ? known : undefined,
    widths: Object.fromEntries(pairs) as ColumnChoice["widths"],
  };
}

export function isJobColumn(value: unknown): value is JobColumn {
  return JOB_COLUMNS.some((column) => column === value);
}

export function clampWidth(widthPx: number): number {
  return Math.round(Math.min(MAX_COLUMN_PX, Math.max(MIN_COLUMN_PX, widthPx)));
}

/** What to show in a table of this width: the chosen columns, or as many of the default ones as fit. */
export function shownColumns({ columns, widths }: ColumnChoice, tableWidthPx: number): readonly JobColumn[] {
  if (columns) return columns;
  let shown = DEFAULT_COLUMNS;
  for (const column of FIRST_TO_GO) {
    if (minTableWidthPx(shown, widths) <= tableWidthPx) break;
    shown = shown.filter((other) => other !== column);
  }
  return shown;
}

/** How wide a row must be, in pixels, to show these columns. */
export function minTableWidthPx(columns: readonly JobColumn[], widths: ColumnChoice["widths"]): number {
  const cells = columns.map((column) => widths[column] ?? COLUMN_TRAITS[column].minWidthPx);
  const sum = cells.reduce((total, width) => total + width, SELECT_PX + ACTIONS_PX);
  return sum + GAP_PX * (columns.length + 1) + SIDES_PX;
}

/** The row's grid: select box, columns, buttons. */
export function gridTemplate(columns: readonly JobColumn[], widths: ColumnChoice["widths"]): string {
  const tracks = columns.map((column) => {
    const { minWidthPx, grow } = COLUMN_TRAITS[column];
    const width = widths[column];
    if (width !== undefined) return `${width}px`;
    return grow === 0 ? `${minWidthPx}px` : `minmax(${minWidthPx}px, ${grow}fr)`;
  });
  return [`${SELECT_PX}px`, ...tracks, `minmax(${ACTIONS_PX}px, 0.01fr)`].join(" ");
}

/** Puts a column at another place; the others keep their order. */
export function moveColumn(columns: readonly JobColumn[], column: JobColumn, toIndex: number): readonly JobColumn[] {
  if (!columns.includes(column)) return columns;
  const others = columns.filter((other) => other !== column);
  const index = Math.min(others.length, Math.max(0, toIndex));
  return [...others.slice(0, index), column, ...others.slice(index)];
}

/** Shows a column, at its place among the offered ones, or hides it; the last one stays. */
export function toggleColumn(columns: readonly JobColumn[], column: JobColumn): readonly JobColumn[] {
  if (columns.includes(column)) return columns.length === 1 ? columns : columns.filter((other) => other !== column);
  const rank = JOB_COLUMNS.indexOf(column);
  const before = columns.findLastIndex((other) => JOB_COLUMNS.indexOf(other) < rank);
  return [...columns.slice(0, before + 1), column, ...columns.slice(before + 1)];
}
