import { checkAbsolutePath, checkResourceUri } from "../../../contract/names.ts";
import type { MountRow, StartForm } from "./startForm.ts";
import { isBlankMount } from "./toRequest.ts";

/** The fields whose rows are mounted, and how their addresses begin. */
const SCHEMES = { volumes: "storage", disks: "disk", secretFiles: "secret" } as const;
type MountField = keyof typeof SCHEMES;

/** What is wrong with what is to be mounted, by field; each path may stand once over all of them. */
export function checkMounts(form: Pick<StartForm, MountField>): Partial<Record<MountField, string>> {
  const errors: Partial<Record<MountField, string>> = {};
  const paths = new Set<string>();
  for (const field of Object.keys(SCHEMES) as MountField[]) {
    for (const row of form[field].filter((found) => !isBlankMount(found))) {
      errors[field] ??= checkMount(row, SCHEMES[field], paths);
      paths.add(row.path.trim());
    }
  }
  return errors;
}

function checkMount(row: MountRow, scheme: string, taken: ReadonlySet<string>): string | undefined {
  const [uri, path] = [row.uri.trim(), row.path.trim()];
  const wrongUri = checkResourceUri(scheme)(uri);
  if (wrongUri) return uri === "" ? `the address for ${path} ${wrongUri}` : `"${uri}" ${wrongUri}`;
  const wrongPath = checkAbsolutePath(path);
  if (wrongPath) return path === "" ? `the path for ${uri} ${wrongPath}` : `"${path}" ${wrongPath}`;
  return taken.has(path) ? `the path "${path}" is there twice` : undefined;
}
