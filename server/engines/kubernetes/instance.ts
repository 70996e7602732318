import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What marks this Jobdeck's objects in a cluster, for others may use it too: kept in the data folder, made when missing. */
export function instanceOf(dataDir: string): string {
  const path = join(dataDir, "kubernetes-instance");
  if (!existsSync(path)) writeFileSync(path, randomBytes(8).toString("hex"), { mode: 0o600 });
  return readFileSync(path, "utf8").trim();
}
