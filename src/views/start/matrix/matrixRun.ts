import { create } from "zustand";
import type { StartPayload } from "../../../../contract/start.ts";
import { ApiError } from "../../../api/errors.ts";
import type { JobsClient } from "../../../api/jobsClient.ts";
import { startJob } from "../../../api/startJob.ts";
import { startPayloadOf } from "../../../api/startPayloadOf.ts";
import { briefRequest } from "../../../lib/equivalents/briefRequest.ts";
import { bodyOf, type OwnDemand } from "../../../lib/startBody.ts";
import { mapConcurrently } from "../../../lib/mapConcurrently.ts";
import { useSession } from "../../../state/session.ts";
import type { PlannedCell } from "./matrixPlan.ts";

/** How far a job of the matrix has come. */
export type CellState =
  | { readonly status: "waiting" }
  | { readonly status: "starting" }
  | { readonly status: "started"; readonly jobId: string }
  | { readonly status: "failed"; readonly reason: string };

export interface RunCell extends PlannedCell {
  readonly state: CellState;
}

/** Many jobs that are being started, or were. It lives beside the pages: who walks through the app does not stop it. */
export interface MatrixRun {
  /** What all of its jobs are tagged with. */
  readonly tag: string;
  readonly cells: readonly RunCell[];
  /** The resources that each of them brings, in place of a preset. */
  readonly own: OwnDemand | undefined;
  /** Nothing new begins while it is stopping; what has been sent is waited for. */
  readonly phase: "running" | "stopping" | "ended";
}

/** So many are asked for at a time. */
const CONCURRENCY = 4;

interface Store {
  readonly run: MatrixRun | undefined;
}

export const useMatrixRun = create<Store>(() => ({ run: undefined }));

/** The jobs of a run in one state. */
export function countOf(run: MatrixRun, status: CellState["status"]): number {
  return run.cells.filter(({ state }) => state.status === status).length;
}

/** Whether a run is under way: there is one at a time. */
export function isUnderWay(run: MatrixRun | undefined): boolean {
  return run !== undefined && run.phase !== "ended";
}

/** Starts a job for every cell, four at a time. Resolves once nothing is on its way any more; never rejects. */
export async function startMatrix(
  client: JobsClient,
  { tag, cells, own }: Pick<MatrixRun, "tag" | "own"> & { readonly cells: readonly PlannedCell[] },
): Promise<MatrixRun | undefined> {
  const tagged = cells.map(({ label, request }): RunCell => {
    const tags = [...(request.tags ?? []), tag];
    return { label, request: { ...request, tags }, state: { status: "waiting" } };
  });
  useMatrixRun.setState({ run: { tag, cells: tagged, own, phase: "running" } });
  return await startWaiting(client);
}

/** Starts nothing more. */
export function stopMatrix(): void {
  edit((run) => (run.phase === "running" ? { ...run, phase: "stopping" } : run));
}

/** Takes an ended run off the screen. */
export function dismissMatrix(): void {
  useMatrixRun.setState(({ run }) => ({ run: run?.phase === "ended" ? undefined : run }));
}

/**
 * Tries again what failed or was stopped. A start whose answer was lost may have worked: such a job is found by the tag
 * and is not started twice. Resolves as {@link startMatrix} does.
 */
export async function retryMatrix(client: JobsClient): Promise<MatrixRun | undefined> {
  const { run } = useMatrixRun.getState();
  if (!run || run.phase !== "ended") return run;
  edit((now) => ({ ...now, phase: "running" }));
  let known: ReadonlyMap<string, string>;
  try {
    known = await startedBefore(client, run.tag);
  } catch (error) {
    const reason = `Could not look which jobs there are already: ${(error as Error).message}`;
    editCells(({ state }) => (state.status === "started" ? state : { status: "failed", reason }));
    edit((now) => ({ ...now, phase: "ended" }));
    return useMatrixRun.getState().run;
  }
  editCells(({ state, request }) => {
    if (state.status === "started") return state;
    const jobId = known.get(fingerprint(request));
    return jobId === undefined ? { status: "waiting" } : { status: "started", jobId };
  });
  return await startWaiting(client);
}

// Nobody is there any more in whose name to start; and what one user started is not the next one's.
useSession.subscribe((session) => {
  if (session.status === "signed-in") return;
  stopMatrix();
  if (session.reason === "signed-out") useMatrixRun.setState({ run: undefined });
});

async function startWaiting(client: JobsClient): Promise<MatrixRun | undefined> {
  const { run } = useMatrixRun.getState();
  const waiting = (run?.cells ?? []).flatMap(({ state }, index) => (state.status === "waiting" ? [index] : []));
  await mapConcurrently(waiting, CONCURRENCY, (index) => startCell(client, index));
  edit((now) => ({ ...now, phase: "ended" }));
  return useMatrixRun.getState().run;
}

async function startCell(client: JobsClient, index: number): Promise<void> {
  const { run } = useMatrixRun.getState();
  const cell = run?.cells[index];
  if (!cell || run.phase !== "running") return;
  setState(index, { status: "starting" });
  try {
    const job = await startJob(client, bodyOf({ request: cell.request, ...(run.own && { own: run.own }) }));
    setState(index, { status: "started", jobId: job.id });
  } catch (error) {
    setState(index, { status: "failed", reason: (error as Error).message });
    if (error instanceof ApiError && error.kind === "unauthorized") stopMatrix();
  }
}

/** The jobs that carry the tag, by what sets them apart. */
async function startedBefore(client: JobsClient, tag: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const job of client.list({ tags: [tag] })) {
    found.set(fingerprint({ ...startPayloadOf(job), name: job.name }), job.id);
  }
  return found;
}

/** What the cells of one matrix differ in, and nothing that the platform adds. */
function fingerprint(request: StartPayload): string {
  const { name, command, entrypoint, description, env } = briefRequest(request);
  const variables = Object.entries(env ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, command, entrypoint, description, variables]);
}

function setState(index: number, state: CellState): void {
  editCells((cell, at) => (at === index ? state : cell.state));
}

function editCells(next: (cell: RunCell, index: number) => CellState): void {
  edit((run) => ({ ...run, cells: run.cells.map((cell, index) => ({ ...cell, state: next(cell, index) })) }));
}

function edit(change: (run: MatrixRun) => MatrixRun): void {
  useMatrixRun.setState(({ run }) => ({ run: run && change(run) }));
}
