import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "../processTree.ts";
import { readProcess, readProcessTable } from "../processTable.ts";

/** Every process whose arguments or environment have `text`; of this machine, so use a text that is unique. */
export async function processesWith(text: string): Promise<number[]> {
  const table = await readProcessTable();
  return table
    .filter((info) => !info.zombie && ["cmdline", "environ"].some((file) => readProc(info.pid, file).includes(text)))
    .map((info) => info.pid);
}

/** The arguments of every process, each as one text. */
export function allArguments(): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => readProc(Number(pid), "cmdline"));
}

/** Resolves once there is no such process; the kernel tells a stranger by nothing but its table. */
export async function untilGone(pid: number): Promise<void> {
  const info = await readProcess(pid);
  while (info && (await isAlive(info))) await delay(20);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch (error) {
    // It has ended between the two looks, or is somebody else's.
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}
