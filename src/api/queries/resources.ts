import { queryOptions, type QueryClient } from "@tanstack/react-query";
import type { JobsClient } from "../jobsClient.ts";
import type { StoragePath } from "../resourceClients.ts";

/** What else runs may add to a folder or fill a disk: looked at now and then while somebody looks. */
const REFRESH_MS = 10_000;

const secretsKey = (projectName: string) => ["secrets", projectName] as const;
const disksKey = (projectName: string) => ["disks", projectName] as const;
const folderKey = (path: StoragePath) => ["folder", ...path] as const;

/** A project's secrets, without their values. */
export function secretsQuery(client: JobsClient, projectName: string) {
  return queryOptions({
    queryKey: secretsKey(projectName),
    queryFn: ({ signal }) => client.secrets.list(projectName, { signal }),
  });
}

/** A project's disks, with how much is on them. */
export function disksQuery(client: JobsClient, projectName: string) {
  return queryOptions({
    queryKey: disksKey(projectName),
    queryFn: ({ signal }) => client.disks.list(projectName, { signal }),
    refetchInterval: REFRESH_MS,
    refetchIntervalInBackground: false,
  });
}

/** What is in a folder of the storage. */
export function folderQuery(client: JobsClient, path: StoragePath) {
  return queryOptions({
    queryKey: folderKey(path),
    queryFn: ({ signal }) => client.storage.list(path, { signal }),
    refetchInterval: REFRESH_MS,
    refetchIntervalInBackground: false,
  });
}

/** Has the list of secrets read again. */
export function refreshSecrets(cache: QueryClient, projectName: string): Promise<void> {
  return cache.invalidateQueries({ queryKey: secretsKey(projectName) });
}

/** Has the list of disks read again. */
export function refreshDisks(cache: QueryClient, projectName: string): Promise<void> {
  return cache.invalidateQueries({ queryKey: disksKey(projectName) });
}

/** Has a folder, and those below it, read again. */
export function refreshFolder(cache: QueryClient, path: StoragePath): Promise<void> {
  return cache.invalidateQueries({ queryKey: folderKey(path) });
}
