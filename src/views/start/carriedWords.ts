import type { CarriedFields } from "./startForm.ts";

/** Where the job belongs goes without saying. */
type Place = "cluster_name" | "org_name" | "project_name";
type NamedField = Exclude<keyof CarriedFields, Place>;

/** What people call the fields that the form carries along without showing them. */
export const CARRIED_LABELS: Record<NamedField, string> = {
  volumes: "Storage volumes",
  secret_env: "Secret environment",
  secret_volumes: "Secret files",
  disk_volumes: "Disks",
  resources: "Large shared memory",
  pass_config: "Access to this API",
  wait_for_jobs_quota: "Waiting for the jobs quota",
  privileged: "Privileged mode",
  energy_schedule_name: "Energy schedule",
};

/** A carried field that says something. */
export interface CarriedWords {
  readonly field: NamedField;
  readonly label: string;
  /** What it holds, in a few words; undefined where the label says it all. */
  readonly value: string | undefined;
}

/** What a form sends beyond what it shows, leaving out what is empty or off. */
export function carriedWords(carried: CarriedFields): CarriedWords[] {
  return (Object.keys(CARRIED_LABELS) as NamedField[]).flatMap((field) => {
    const words = valueWords(carried[field]);
    return words === undefined
      ? []
      : [{ field, label: CARRIED_LABELS[field], value: words === "" ? undefined : words }];
  });
}

/** Undefined for nothing, "" for what needs no words. */
function valueWords(value: CarriedFields[NamedField]): string | undefined {
  if (value === undefined || value === null || value === false || value === "") return undefined;
  if (value === true) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(mountWords).join(", ");
  if ("shm" in value) return value.shm ? "" : undefined;
  const names = Object.keys(value);
  return names.length === 0 ? undefined : names.join(", ");
}

function mountWords(mount: { readonly dst_path: string }): string {
  return mount.dst_path;
}
