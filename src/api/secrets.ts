import { secretList, type SecretRequestPayload } from "../../contract/secret.ts";
import type { Http } from "./http.ts";
import type { SecretsClient } from "./resourceClients.ts";

/** The calls of `API/secrets`. */
export function secretsClient(http: Http): SecretsClient {
  return {
    list: (projectName, { signal } = {}) =>
      http.read({ path: "/secrets", query: projectQuery(projectName), signal }, secretList, "secrets"),
    async set(projectName, key, value, { signal } = {}) {
      const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
      const body: SecretRequestPayload = { key, value: toBase64(bytes), project_name: projectName };
      await http.send({ method: "POST", path: "/secrets", body, signal });
    },
    remove: (projectName, key, { signal } = {}) =>
      http.send({
        method: "DELETE",
        path: `/secrets/${encodeURIComponent(key)}`,
        query: projectQuery(projectName),
        signal,
      }),
  };
}

/** The query that names a project. */
export function projectQuery(projectName: string): URLSearchParams {
  return new URLSearchParams({ project_name: projectName });
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
