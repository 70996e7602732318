// Runs a program in a network of its own, where this machine lets us. Every container that starts or ends brings an
// interface or takes one away, and a browser in the same network then fails whatever it is about to ask for.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDoor } from "./doors.mjs";

const SCRIPT = 'ip link set lo up && exec "$@"';
const BEHIND_DOOR = fileURLToPath(new URL("behindDoor.mjs", import.meta.url));

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[command: string, args: readonly string[]]} what to run instead: the same, apart, or the same as it was where
 * this machine cannot do that
 */
export function networkApart(command, args) {
  const isRoot = process.getuid?.() === 0;
  const words = [...(isRoot ? [] : ["--map-root-user"]), "--net", "sh", "-c", SCRIPT, "sh"];
  const { status } = spawnSync("unshare", [...words, "true"], { stdio: "ignore" });
  return status === 0 ? ["unshare", [...words, command, ...args]] : [command, args];
}

/**
 * The same for a program that needs a port of this machine.
 * @param {number} port
 * @param {string} command
 * @param {readonly string[]} args
 * @param {(command: string, args: readonly string[]) => Promise<void>} run
 */
export async function runApartWithPort(port, command, args, run) {
  const folder = await mkdtemp(join(tmpdir(), "jobdeck-door-"));
  const path = join(folder, "socket");
  const door = await openDoor({ path }, { host: "127.0.0.1", port });
  try {
    const behind = [BEHIND_DOOR, String(port), path, command, ...args];
    const [program, words] = networkApart(process.execPath, behind);
    // In this machine's own network the port is there without a door.
    await (program === process.execPath ? run(command, args) : run(program, words));
  } finally {
    await door.close();
    await rm(folder, { recursive: true });
  }
}
