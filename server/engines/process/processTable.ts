import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

/** A process as the kernel shows it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  /** The session's id, which is its leader's pid; where the system does not tell, the process group's. */
  readonly session: number;
  /** Tells apart processes that had the same pid one after the other. */
  readonly startId: string;
  /** Has ended and only waits for its parent to notice. */
  readonly zombie: boolean;
  /** Has been halted by a signal (SIGSTOP, Ctrl-Z) or a debugger. */
  readonly stopped: boolean;
  /** Waits in the kernel: what it is sent, other than SIGKILL, it takes when it comes back, before anything else. */
  readonly hangs: boolean;
  /** Time on processors of the process itself, in seconds. */
  readonly cpuSeconds: number;
  /** The same of children it had which have ended, and theirs. */
  readonly childrenCpuSeconds: number;
  /** Resident memory where the table has it. */
  readonly residentBytes?: number;
}

const isLinux = process.platform === "linux";

/** Every process of this machine, at one moment. */
export async function readProcessTable(): Promise<ProcessInfo[]> {
  return isLinux ? readProc() : readPs();
}

/** One process, or undefined when there is none with that pid (any more). */
export async function readProcess(pid: number): Promise<ProcessInfo | undefined> {
  if (isLinux) return readProcStat(String(pid));
  return (await readPs()).find((info) => info.pid === pid);
}

/**
 * The name of a program in the session that `leaderPid` leads, the latest one; null when only the leader is there, and
 * undefined when that one is gone too.
 */
export async function programBeside(leaderPid: number): Promise<string | null | undefined> {
  const table = await readProcessTable();
  if (!table.some(({ pid }) => pid === leaderPid)) return undefined;
  const others = table.filter(({ pid, session, zombie }) => session === leaderPid && pid !== leaderPid && !zombie);
  const latest = others.at(-1);
  return latest ? await readName(latest.pid) : null;
}

async function readName(pid: number): Promise<string> {
  if (isLinux) return (readProcFile(`${pid}/comm`) ?? "").trim() || "a program";
  const { stdout } = await runPs(["-o", "comm=", "-p", String(pid)]);
  return stdout.trim().split("/").at(-1) || "a program";
}

/** A process's environment as it was started, `NAME=value` each; empty when it is gone or another user's. */
export async function readEnvironment(pid: number): Promise<readonly string[]> {
  if (isLinux) return (readProcFile(`${pid}/environ`) ?? "").split("\0");
  const { stdout } = await runPs(["-Eww", "-o", "command=", "-p", String(pid)]);
  return stdout.trim().split(" ");
}

/** Resident memory of a process in bytes, and how much of it is shared or from files and so may be others' too. */
export function readMemory(info: ProcessInfo): { residentBytes: number; sharedBytes: number } {
  if (!isLinux) return { residentBytes: info.residentBytes ?? 0, sharedBytes: 0 };
  const [, resident = 0, shared = 0] = (readProcFile(`${info.pid}/statm`) ?? "").split(" ").map(Number);
  return { residentBytes: resident * pageBytes(), sharedBytes: shared * pageBytes() };
}

function readProc(): ProcessInfo[] {
  return readdirSync("/proc").flatMap((name) => {
    const first = name.charCodeAt(0);
    const info = first >= 0x30 && first <= 0x39 ? readProcStat(name) : undefined;
    return info === undefined ? [] : [info];
  });
}

function readProcStat(pid: string): ProcessInfo | undefined {
  const text = readProcFile(`${pid}/stat`);
  return text === undefined ? undefined : parseProcStat(text);
}

/** Reads one line of `/proc/PID/stat`; the program's name in it is in parentheses and may have any characters. */
export function parseProcStat(text: string): ProcessInfo {
  const nameEnd = text.lastIndexOf(")");
  const fields = text.slice(nameEnd + 2).split(" ");
  const state = fields[0] ?? "";
  const ticks = (index: number) => Number(fields[index]) / ticksPerSecond();
  return {
    pid: Number.parseInt(text, 10),
    parentPid: Number(fields[1]),
    session: Number(fields[3]),
    startId: fields[19] ?? "",
    // A program whose first thread has ended looks like a zombie but goes on in its other threads.
    zombie: (state === "Z" || state === "X") && Number(fields[17]) <= 1,
    stopped: state === "T" || state === "t",
    hangs: state === "D",
    cpuSeconds: ticks(11) + ticks(12),
    childrenCpuSeconds: ticks(13) + ticks(14),
  };
}

/** The text of a file of /proc, undefined when its process is gone or may not be looked at. */
function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, "latin1");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(code)) return undefined;
    throw error;
  }
}

/** Numbers the kernel hands to every program: what a "page" and a "tick" of its tables are. */
const AUXILIARY = { pageBytes: 6, ticksPerSecond: 17 } as const;
let auxiliary: ReadonlyMap<number, number> | undefined;

function readAuxiliary(key: number, fallback: number): number {
  if (auxiliary === undefined) {
    const bytes = readFileSync("/proc/self/auxv");
    const entries = new Map<number, number>();
    for (let at = 0; at + 16 <= bytes.length; at += 16) {
      entries.set(Number(bytes.readBigUInt64LE(at)), Number(bytes.readBigUInt64LE(at + 8)));
    }
    auxiliary = entries;
  }
  return auxiliary.get(key) ?? fallback;
}

const pageBytes = () => readAuxiliary(AUXILIARY.pageBytes, 4096);
const ticksPerSecond = () => readAuxiliary(AUXILIARY.ticksPerSecond, 100);

const runPs = (args: readonly string[]) => promisify(execFile)("ps", args, { maxBuffer: 64 * 1024 * 1024 });

/** The columns that the `ps` of macOS and that of Linux share, start time last for it has blanks. */
export const PS_ARGUMENTS = ["-axo", "pid=,ppid=,pgid=,rss=,stat=,time=,lstart="];

async function readPs(): Promise<ProcessInfo[]> {
  const { stdout } = await runPs(PS_ARGUMENTS);
  return parsePs(stdout);
}

/** Reads what `ps` with {@link PS_ARGUMENTS} prints. */
export function parsePs(text: string): ProcessInfo[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [pid, parentPid, group, residentKibibytes, state = "", time = "", ...started] = line.trim().split(/\s+/);
    return {
      pid: Number(pid),
      parentPid: Number(parentPid),
      session: Number(group),
      startId: started.join(" "),
      zombie: state.startsWith("Z"),
      stopped: state.startsWith("T"),
      hangs: /^[DU]/.test(state),
      cpuSeconds: parsePsTime(time),
      childrenCpuSeconds: 0,
      residentBytes: Number(residentKibibytes) * 1024,
    };
  });
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` in seconds. */
export function parsePsTime(text: string): number {
  const [clock = "", days = "0"] = text.split("-").reverse();
  return Number(days) * 86_400 + clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
