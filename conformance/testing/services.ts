import type { PlatformConfigPayload } from "../../contract/config.ts";
import { call, target, type Answer } from "./api.ts";

type Service = "secrets" | "storage" | "disks";

/** Where the services are that jobs are given things from: the config says so, below `API`. */
export async function pathOf(service: Service): Promise<string> {
  const { body } = await call("GET", "/config");
  const address = (body as PlatformConfigPayload).clusters?.[0]?.[`${service}_url`] ?? "";
  return address.replace(`${target.url}/api/v1`, "");
}

/** One request to a path of the storage, with a content of bytes. */
export async function callStorage(
  method: string,
  path: string,
  content?: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer & { readonly bytes: Buffer }> {
  const response = await fetch(`${target.url}/api/v1${await pathOf("storage")}/${path}`, {
    method,
    headers: { authorization: `Bearer ${target.token}`, ...headers },
    body: content,
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  return {
    status: response.status,
    body: isJson ? (JSON.parse(String(bytes)) as unknown) : String(bytes),
    headers: response.headers,
    bytes,
  };
}

/** Writes a secret of the suite's project. */
export async function putSecret(key: string, value: string): Promise<Answer> {
  const body = { key, value: Buffer.from(value).toString("base64"), project_name: target.project };
  return call("POST", await pathOf("secrets"), body);
}

/** The address of something in the suite's project. */
export const uriOf = (scheme: "storage" | "secret" | "disk", path: string): string =>
  `${scheme}://${target.cluster}/${target.project}/${path}`;
