import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { DiskPayload, DiskRequest } from "../../contract/disk.ts";
import { readResourceUri } from "../../contract/resourceUri.ts";
import { formatBytes } from "../../contract/sizes.ts";
import { brokenRule, HttpError } from "../http/errors.ts";
import type { Clock } from "./clock.ts";
import { folderSizeBytes } from "./files/folderSize.ts";
import type { JobRecord } from "./jobRecord.ts";
import { CLUSTER_NAME } from "./place.ts";
import type { DiskRecord, DiskStore } from "./store/disks.ts";

/** How often the disks that perish are looked at. */
const SWEEP_MS = 60_000;

/** Named folders that outlive jobs. */
export interface Disks {
  /** @throws HttpError 400 when the machine has no room for it, 409 when its name is taken */
  create(request: DiskRequest, projectName: string, owner: string): Promise<DiskPayload>;
  list(projectName: string): Promise<DiskPayload[]>;
  /** @throws HttpError 404 */
  get(projectName: string, idOrName: string): Promise<DiskPayload>;
  /** Deletes a disk and all that is on it. @throws HttpError 404, 409 while a live job has it */
  remove(projectName: string, idOrName: string): Promise<void>;
  /** Where a disk's files are; undefined when there is no such disk. @param isUsed notes that a job uses it now */
  find(projectName: string, idOrName: string, isUsed: boolean): string | undefined;
  /** Begins to delete disks that nobody has used for as long as they were to be kept. */
  begin(): void;
  /** Resolves once nothing is deleted any more. */
  close(): Promise<void>;
}

export interface DisksOptions {
  readonly dataDir: string;
  readonly store: DiskStore;
  /** Every job that is not finished. */
  readonly liveJobs: () => readonly JobRecord[];
  readonly clock: Clock;
  readonly log: Logger;
}

export function createDisks({ dataDir, store, liveJobs, clock, log }: DisksOptions): Disks {
  const folderOf = (id: string) => join(dataDir, "disks", id);
  let cancelSweep = () => {};
  let sweeping = Promise.resolve();
  let begun = false;

  /** The live jobs that have the disk. */
  function usersOf(disk: DiskRecord): readonly JobRecord[] {
    const has = (uri: string) => {
      const parts = readResourceUri("disk", uri);
      return parts?.projectName === disk.projectName && [disk.id, disk.name].includes(parts.path[0]);
    };
    return liveJobs().filter((job) => job.spec.container.disk_volumes?.some(({ src_disk_uri }) => has(src_disk_uri)));
  }

  function known(projectName: string, idOrName: string): DiskRecord {
    const disk = store.find(projectName, idOrName);
    if (disk) return disk;
    throw new HttpError(404, `There is no disk "${idOrName}" in ${projectName}.`);
  }

  async function erase(disk: DiskRecord): Promise<void> {
    store.remove(disk.id);
    await rm(folderOf(disk.id), { recursive: true, force: true });
  }

  async function sweep(): Promise<void> {
    const nowMs = clock.now();
    // Of all first: a job may end while the files of another disk are being deleted.
    for (const disk of store.perishable()) if (usersOf(disk).length > 0) store.noteUse(disk.id, nowMs);
    for (const disk of store.perishable()) {
      const sinceMs = disk.lastUsedAtMs ?? disk.createdAtMs;
      const isOver = nowMs >= sinceMs + (disk.unusedTimeoutSeconds ?? Infinity) * 1000;
      if (isOver && usersOf(disk).length === 0) await erase(disk);
    }
  }

  /** Looks once a minute for as long as there is anything to look for. */
  function armSweep(): void {
    cancelSweep();
    if (!begun || store.perishable().length === 0) return;
    cancelSweep = clock.at(clock.now() + SWEEP_MS, () => {
      sweeping = sweeping
        .then(sweep)
        .catch((error: unknown) => log.error({ err: error }, "unused disks could not be deleted"));
      armSweep();
    });
  }

  async function payloadOf(disk: DiskRecord): Promise<DiskPayload> {
    return diskPayload(disk, await folderSizeBytes(folderOf(disk.id)));
  }

  return {
    async create(request, projectName, owner) {
      await checkRoom(dataDir, request.storageBytes);
      const { name, storageBytes, unusedTimeoutSeconds } = request;
      const id = `disk-${randomUUID()}`;
      const disk = { id, projectName, name, owner, storageBytes, createdAtMs: clock.now(), unusedTimeoutSeconds };
      mkdirSync(folderOf(id), { recursive: true, mode: 0o700 });
      if (!store.insert(disk)) {
        await rm(folderOf(id), { recursive: true });
        throw new HttpError(409, `name: a disk with the name "${name ?? ""}" exists; choose another`, "name");
      }
      armSweep();
      return diskPayload(disk, 0);
    },
    list: (projectName) => Promise.all(store.list(projectName).map(payloadOf)),
    get: async (projectName, idOrName) => payloadOf(known(projectName, idOrName)),
    async remove(projectName, idOrName) {
      const disk = known(projectName, idOrName);
      const [user] = usersOf(disk);
      if (user) throw new HttpError(409, `Disk "${disk.name ?? disk.id}" is used by job '${user.id}'; kill it first.`);
      await erase(disk);
    },
    find(projectName, idOrName, isUsed) {
      const disk = store.find(projectName, idOrName);
      if (disk && isUsed) store.noteUse(disk.id, clock.now());
      return disk && folderOf(disk.id);
    },
    begin() {
      begun = true;
      armSweep();
    },
    async close() {
      begun = false;
      cancelSweep();
      await sweeping;
    },
  };
}

async function checkRoom(dataDir: string, storageBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  if (storageBytes <= bavail * bsize) return;
  throw brokenRule("storage", `the machine has only ${formatBytes(bavail * bsize)} left; ask for less`);
}

function diskPayload(disk: DiskRecord, usedBytes: number): DiskPayload {
  const timeout = disk.unusedTimeoutSeconds ?? null;
  return {
    id: disk.id,
    name: disk.name ?? null,
    storage: disk.storageBytes,
    used_bytes: usedBytes,
    owner: disk.owner,
    status: "Ready",
    created_at: new Date(disk.createdAtMs).toISOString(),
    last_usage: disk.lastUsedAtMs === undefined ? null : new Date(disk.lastUsedAtMs).toISOString(),
    life_span: timeout,
    timeout_unused: timeout,
    cluster_name: CLUSTER_NAME,
    org_name: null,
    project_name: disk.projectName,
  };
}
