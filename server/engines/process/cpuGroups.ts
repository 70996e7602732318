import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A control group that holds a run to its processors, as its supervisor makes and leaves it. */
export interface CpuGroup {
  readonly path: string;
  /** What is written into the new group, by file name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The supervisor's own group, to which it returns after it has started a process in the other. */
  readonly homePath: string;
}

/** Makes groups for runs. */
export interface CpuGroups {
  /** @param cores how much of the processors all of the run's processes may use together */
  groupFor(runId: string, cores: number): CpuGroup;
}

/** Where the kernel shows a process's own group, and how a quota is said there. */
interface Hierarchy {
  readonly ownPath: string;
  /** The group below which others may be made; undefined where there is none. */
  readonly parent: string | undefined;
  readonly quota: (cores: number) => Readonly<Record<string, string>>;
}

/** The kernel's usual period: within each so much of the processors may be used. */
const PERIOD_US = 100_000;
/** A server that a service manager starts in a subgroup of this name may divide the group around it. */
const DELEGATED_NAME = "jobdeck-server";

const quotaUs = (cores: number) => String(Math.max(1_000, Math.round(cores * PERIOD_US)));

/**
 * Finds out whether processor quotas can be set here, by setting one to a real process.
 * @returns undefined where they cannot: on other systems than Linux, and where no group may be made
 */
export async function findCpuGroups(): Promise<CpuGroups | undefined> {
  if (process.platform !== "linux") return undefined;
  const own = readFileSync("/proc/self/cgroup", "utf8");
  const hierarchy = findHierarchy(own, readFileSync("/proc/self/mountinfo", "utf8"));
  if (hierarchy?.parent === undefined) return undefined;
  const { parent, ownPath, quota } = hierarchy;
  const groupFor = (runId: string, cores: number): CpuGroup => ({
    path: join(parent, `jobdeck-${runId}`),
    settings: quota(cores),
    homePath: ownPath,
  });
  return (await works(groupFor(`probe-${process.pid}`, 1), parent)) ? { groupFor } : undefined;
}

/**
 * Where the processors' control groups are, from the texts of `/proc/self/cgroup` and `/proc/self/mountinfo`.
 * A group that somebody else has made for us is not ours to divide, unless it was handed over for that.
 */
export function findHierarchy(ownGroups: string, mounts: string): Hierarchy | undefined {
  const own = ownGroups.split("\n").map((line) => /^\d+:([^:]*):(.*)$/.exec(line)?.slice(1) ?? []);
  const v1 = own.find(([controllers = ""]) => controllers.split(",").includes("cpu"))?.[1];
  if (v1 !== undefined) {
    const mount = mountOf(mounts, (type, options) => type === "cgroup" && options.includes("cpu"));
    if (mount === undefined) return undefined;
    return {
      ownPath: join(mount, v1),
      parent: v1 === "/" ? mount : undefined,
      quota: (cores) => ({ "cpu.cfs_period_us": String(PERIOD_US), "cpu.cfs_quota_us": quotaUs(cores) }),
    };
  }
  const v2 = own.find(([controllers]) => controllers === "")?.[1];
  const mount = mountOf(mounts, (type) => type === "cgroup2");
  if (v2 === undefined || mount === undefined) return undefined;
  const ownPath = join(mount, v2);
  return {
    ownPath,
    parent: v2 === "/" ? mount : basename(v2) === DELEGATED_NAME ? dirname(ownPath) : undefined,
    quota: (cores) => ({ "cpu.max": `${quotaUs(cores)} ${PERIOD_US}` }),
  };
}

function mountOf(mounts: string, isWanted: (type: string, options: readonly string[]) => boolean): string | undefined {
  for (const line of mounts.split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const [type = "", , options = ""] = after.split(" ");
    if (isWanted(type, options.split(","))) return before.split(" ")[4];
  }
  return undefined;
}

/** Tries all that a supervisor will do, on a process of its own. */
async function works(group: CpuGroup, parent: string): Promise<boolean> {
  const subject = spawn("sleep", ["60"], { stdio: "ignore" });
  const exited = new Promise((resolve) => subject.once("close", resolve).once("error", resolve));
  try {
    // In the newer kind of hierarchy a group must be told which controllers those below it have.
    if ("cpu.max" in group.settings) writeFileSync(join(parent, "cgroup.subtree_control"), "+cpu");
    makeCpuGroup(group);
    writeFileSync(join(group.path, "cgroup.procs"), String(subject.pid));
    return readFileSync(join(group.path, "cgroup.procs"), "utf8").split("\n").includes(String(subject.pid));
  } catch {
    // Whatever the kernel's reason is, quotas cannot be set here.
    return false;
  } finally {
    subject.kill("SIGKILL");
    await exited;
    removeCpuGroup(group.path);
  }
}

/** Makes a group with its quota; one that is there already gets it too. */
export function makeCpuGroup({ path, settings }: CpuGroup): void {
  mkdirSync(path, { recursive: true });
  for (const [file, value] of Object.entries(settings)) writeFileSync(join(path, file), value);
}

/**
 * Does something that starts a process which is to belong to the group. The caller itself is in the group meanwhile, so
 * that there is no moment at which the new process is not.
 */
export function inCpuGroup<T>(group: CpuGroup | undefined, start: () => T): T {
  if (!group) return start();
  const enter = (path: string) => writeFileSync(join(path, "cgroup.procs"), String(process.pid));
  enter(group.path);
  try {
    return start();
  } finally {
    enter(group.homePath);
  }
}

/** Removes a group that nothing is left in. @returns whether there is none any more */
export function removeCpuGroup(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
