import type { StartPayload } from "../../../contract/start.ts";
import { joinShellLine } from "../../../contract/shellLine.ts";

/** A start request that is being put together. */
export interface Draft extends Partial<Omit<StartPayload, "env" | "secret_env" | "volumes" | "tags">> {
  env: Record<string, string>;
  secret_env: Record<string, string>;
  volumes: NonNullable<StartPayload["volumes"]>[number][];
  disk_volumes: NonNullable<StartPayload["disk_volumes"]>[number][];
  secret_volumes: NonNullable<StartPayload["secret_volumes"]>[number][];
  tags: string[];
}

export function emptyDraft(): Draft {
  return { env: {}, secret_env: {}, volumes: [], disk_volumes: [], secret_volumes: [], tags: [] };
}

/** The request without what is empty. */
export function payloadOf(draft: Draft): Partial<StartPayload> {
  return Object.fromEntries(
    Object.entries(draft).filter(([, value]) => {
      if (value === undefined || value === null) return false;
      return typeof value !== "object" || Object.keys(value as object).length > 0;
    }),
  );
}

/** `NAME=value`, or `NAME=secret:KEY` for a secret. @returns why it cannot be carried over */
export function addVariable(draft: Draft, text: string): string | undefined {
  const at = text.indexOf("=");
  if (at < 1) return "write NAME=value; the value of your own shell's variable is not known here";
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  if (!value.startsWith("secret:")) draft.env[name] = value;
  else if (value.startsWith("secret://")) draft.secret_env[name] = value;
  else return "write the secret's whole address, secret://CLUSTER/PROJECT/KEY";
  return undefined;
}

/** `URI:PATH[:ro|rw]` of a storage folder, a disk or a secret. @returns why it cannot be carried over */
export function addVolume(draft: Draft, text: string): string | undefined {
  const match = /^((storage|disk|secret):.*?):(\/[^:]*)(?::(ro|rw))?$/.exec(text);
  const [, uri = "", scheme, path = "", mode] = match ?? [];
  if (scheme === undefined) return "write storage://…, disk://… or secret://…, then :PATH and :ro or :rw";
  if (!uri.startsWith(`${scheme}://`)) return `write the whole address, ${scheme}://CLUSTER/PROJECT/…`;
  // The command line mounts for writing unless told otherwise, the API for reading.
  const readOnly = mode === "ro";
  if (scheme === "storage") draft.volumes.push({ src_storage_uri: uri, dst_path: path, read_only: readOnly });
  else if (scheme === "disk") draft.disk_volumes.push({ src_disk_uri: uri, dst_path: path, read_only: readOnly });
  else draft.secret_volumes.push({ src_secret_uri: uri, dst_path: path });
  return undefined;
}

/** The words of a program as the one line that the API takes; undefined for none. */
export function commandLineOf(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : joinShellLine(words);
}
