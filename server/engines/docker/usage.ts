import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "../engine.ts";
import type { Connection } from "./connection.ts";
import type { Inspection } from "./inspection.ts";

/** What a container has used so far and holds now. */
export interface Usage {
  readonly cpuSeconds: number;
  /** As the kernel counts the working set: without the file cache that it would drop first. */
  readonly memoryBytes: number;
}

/** Reads a container's usage; undefined once it has ended. */
export type UsageReader = () => Usage | undefined | Promise<Usage | undefined>;

const CGROUPS = "/sys/fs/cgroup";
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/** From the kernel where the container's processes are this machine's, which costs next to nothing; else from the engine. */
export function createUsageReader(connection: Connection, inspection: Inspection): UsageReader {
  return findControlGroup(inspection) ?? (() => askEngine(connection, inspection.Id));
}

/** The container's control groups, told to be its own by their names. */
function findControlGroup({ Id, State }: Inspection): UsageReader | undefined {
  let lines: string[];
  try {
    lines = readFileSync(`/proc/${State.Pid}/cgroup`, "utf8").split("\n");
  } catch {
    // Another machine's process.
    return undefined;
  }
  const pathOf = (controller: string) => {
    const line = lines.find((each) => each.split(":")[1]?.split(",").includes(controller));
    const path = line?.split(":").slice(2).join(":") ?? "";
    const end = path.indexOf(Id);
    // What an init inside has made below is part of it.
    return end === -1 ? undefined : path.slice(0, end) + (path.slice(end).split("/")[0] ?? "");
  };
  const unified = pathOf("");
  if (unified !== undefined && existsSync(join(CGROUPS, unified, "memory.current"))) {
    return untilGone(() => readUnified(join(CGROUPS, unified)));
  }
  const [memory, processor] = [pathOf("memory"), pathOf("cpuacct")];
  if (memory === undefined || processor === undefined) return undefined;
  const [memoryDir, processorDir] = [join(CGROUPS, "memory", memory), join(CGROUPS, "cpuacct", processor)];
  return existsSync(memoryDir) && existsSync(processorDir)
    ? untilGone(() => readSeparate(memoryDir, processorDir))
    : undefined;
}

function untilGone(read: () => Usage): UsageReader {
  return () => {
    try {
      return read();
    } catch {
      // The kernel removes a control group with its last process.
      return undefined;
    }
  };
}

function readUnified(folder: string): Usage {
  const cpuStat = readFileSync(join(folder, "cpu.stat"), "utf8");
  const held = Number(readFileSync(join(folder, "memory.current"), "utf8"));
  const inactive = field(readFileSync(join(folder, "memory.stat"), "utf8"), "inactive_file");
  return { cpuSeconds: field(cpuStat, "usage_usec") / MICROSECONDS, memoryBytes: Math.max(0, held - inactive) };
}

function readSeparate(memoryDir: string, processorDir: string): Usage {
  const held = Number(readFileSync(join(memoryDir, "memory.usage_in_bytes"), "utf8"));
  const inactive = field(readFileSync(join(memoryDir, "memory.stat"), "utf8"), "total_inactive_file");
  const used = Number(readFileSync(join(processorDir, "cpuacct.usage"), "utf8"));
  return { cpuSeconds: used / NANOSECONDS, memoryBytes: Math.max(0, held - inactive) };
}

function field(text: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

interface Stats {
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> | null };
}

async function askEngine(connection: Connection, container: string): Promise<Usage | undefined> {
  try {
    const query = { stream: false, "one-shot": true };
    const { cpu_stats, memory_stats } = await connection.call<Stats>("GET", `/containers/${container}/stats`, {
      query,
    });
    const held = memory_stats?.usage ?? 0;
    const inactive = memory_stats?.stats?.inactive_file ?? memory_stats?.stats?.total_inactive_file ?? 0;
    return {
      cpuSeconds: (cpu_stats?.cpu_usage?.total_usage ?? 0) / NANOSECONDS,
      memoryBytes: Math.max(0, held - inactive),
    };
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
