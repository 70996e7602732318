import type { ContainerPayload } from "../../contract/container.ts";
import { readResourceUri, type ResourceScheme } from "../../contract/resourceUri.ts";
import type { RunSpec } from "../engines/engine.ts";
import { brokenRule, HttpError } from "../http/errors.ts";
import type { Disks } from "./disks.ts";
import { existingFolder } from "./files/storage.ts";
import { openStorageRoot } from "./files/storagePath.ts";
import type { JobRecord } from "./jobRecord.ts";
import { CLUSTER_NAME, type Place } from "./place.ts";
import type { Secrets } from "./secrets.ts";

/** What a run is given besides its program. */
export type RunMaterials = Required<Pick<RunSpec, "secretEnv" | "mounts" | "secretFiles">>;

/** Something that a job needs is not there; `message` is a sentence that names it. */
export class MissingMaterial extends Error {
  override readonly name = "MissingMaterial";
}

/** Secrets, folders and disks of jobs: a job may use those of its own project. */
export interface Materials {
  /** Checks that all a job names is there. @param prefix stands before the field's name @throws HttpError 400 */
  check(container: ContainerPayload, place: Pick<Place, "projectName">, prefix: string): void;
  /** What a job names, as it is now. Values of secrets are never kept. @throws MissingMaterial */
  resolve(job: Pick<JobRecord, "projectName" | "spec">): RunMaterials;
}

export interface MaterialsOptions {
  readonly secrets: Secrets;
  readonly disks: Disks;
  readonly storageDir: string;
}

export function createMaterials({ secrets, disks, storageDir }: MaterialsOptions): Materials {
  function secret(uri: string, projectName: string): Buffer {
    const [key = "", ...rest] = partsOf("secret", uri, projectName);
    const value = rest.length === 0 ? secrets.valueOf(projectName, key) : undefined;
    if (value) return value;
    throw new MissingMaterial(`there is no secret ${uri}; add it, or name another`);
  }

  function secretText(uri: string, projectName: string): string {
    const text = decode(secret(uri, projectName));
    if (text !== undefined) return text;
    throw new MissingMaterial(`the secret ${uri} is not text and cannot be a variable; mount it as a file`);
  }

  function folder(uri: string, projectName: string): string {
    const parts = partsOf("storage", uri, projectName);
    try {
      return existingFolder(openStorageRoot(storageDir, projectName), parts);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      throw new MissingMaterial(`there is no folder ${uri} in the storage; make it, or name another`);
    }
  }

  function disk(uri: string, projectName: string, isUsed: boolean): string {
    const [idOrName = "", ...rest] = partsOf("disk", uri, projectName);
    const path = rest.length === 0 ? disks.find(projectName, idOrName, isUsed) : undefined;
    if (path !== undefined) return path;
    throw new MissingMaterial(`there is no disk ${uri}; create it, or name another`);
  }

  return {
    check(container, { projectName }, prefix) {
      const test = (field: string, look: () => unknown) => {
        try {
          look();
        } catch (error) {
          if (!(error instanceof MissingMaterial)) throw error;
          throw brokenRule(`${prefix}${field}`, error.message);
        }
      };
      for (const [name, uri] of Object.entries(container.secret_env ?? {})) {
        test(`secret_env.${name}`, () => secretText(uri, projectName));
      }
      container.volumes?.forEach(({ src_storage_uri: uri }, index) =>
        test(`volumes[${index}].src_storage_uri`, () => folder(uri, projectName)),
      );
      container.secret_volumes?.forEach(({ src_secret_uri: uri }, index) =>
        test(`secret_volumes[${index}].src_secret_uri`, () => secret(uri, projectName)),
      );
      container.disk_volumes?.forEach(({ src_disk_uri: uri }, index) =>
        test(`disk_volumes[${index}].src_disk_uri`, () => disk(uri, projectName, false)),
      );
    },
    resolve({ projectName, spec: { container } }) {
      const secretEnv = Object.entries(container.secret_env ?? {}).map(
        ([name, uri]) => [name, secretText(uri, projectName)] as const,
      );
      const volumes = (container.volumes ?? []).map(({ src_storage_uri, dst_path, read_only }) => ({
        hostPath: folder(src_storage_uri, projectName),
        containerPath: dst_path,
        readOnly: read_only ?? true,
      }));
      const diskVolumes = (container.disk_volumes ?? []).map(({ src_disk_uri, dst_path, read_only }) => ({
        hostPath: disk(src_disk_uri, projectName, true),
        containerPath: dst_path,
        readOnly: read_only ?? true,
      }));
      const secretFiles = (container.secret_volumes ?? []).map(({ src_secret_uri, dst_path }) => ({
        containerPath: dst_path,
        content: secret(src_secret_uri, projectName),
      }));
      return { secretEnv: Object.fromEntries(secretEnv), mounts: [...volumes, ...diskVolumes], secretFiles };
    },
  };
}

/** The parts of an address below the job's own project. @throws MissingMaterial */
function partsOf(scheme: ResourceScheme, uri: string, projectName: string): readonly string[] {
  const parts = readResourceUri(scheme, uri);
  const form = `${scheme}://${CLUSTER_NAME}/${projectName}/…`;
  if (!parts) throw new MissingMaterial(`${uri} names nothing; write it as ${form}`);
  if (parts.clusterName !== CLUSTER_NAME || parts.projectName !== projectName) {
    throw new MissingMaterial(`${uri} is not of the job's own project; use one of ${form}`);
  }
  return parts.path;
}

/** The text of a value; undefined when it is none that a variable can hold. */
function decode(value: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
    return text.includes("\0") ? undefined : text;
  } catch {
    // Bytes that are no UTF-8 are a file's content, not a variable's.
    return undefined;
  }
}
