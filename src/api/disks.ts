import { disk, diskList, type DiskRequestPayload } from "../../contract/disk.ts";
import type { Http } from "./http.ts";
import type { DisksClient } from "./resourceClients.ts";
import { projectQuery } from "./secrets.ts";

/** The calls of `API/disk`. */
export function disksClient(http: Http): DisksClient {
  const path = (idOrName: string) => `/disk/${encodeURIComponent(idOrName)}`;
  return {
    list: (projectName, { signal } = {}) =>
      http.read({ path: "/disk", query: projectQuery(projectName), signal }, diskList, "disks"),
    create(projectName, { storageBytes, name, unusedTimeoutSeconds }, { signal } = {}) {
      const body: DiskRequestPayload = {
        ...{ storage: storageBytes, name, life_span: unusedTimeoutSeconds, project_name: projectName },
      };
      return http.read({ method: "POST", path: "/disk", body, signal }, disk, "disk");
    },
    get: (projectName, idOrName, { signal } = {}) =>
      http.read({ path: path(idOrName), query: projectQuery(projectName), signal }, disk, "disk"),
    remove: (projectName, idOrName, { signal } = {}) =>
      http.send({ method: "DELETE", path: path(idOrName), query: projectQuery(projectName), signal }),
  };
}
