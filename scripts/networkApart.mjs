// Runs a program in a network of its own, where this machine lets us. Every container that starts or ends brings an
// interface or takes one away, and a browser in the same network then fails whatever it is about to ask for.
import { spawnSync } from "node:child_process";

const SCRIPT = 'ip link set lo up && exec "$@"';

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
