import type { SecretBox } from "./secretBox.ts";
import type { SealedSecret, SecretStore } from "./store/secrets.ts";

/** The secrets of all projects: written, used by jobs, never read back. */
export interface Secrets {
  /** Writes a secret, or replaces its value. */
  put(secret: Omit<SealedSecret, "sealed">, value: Uint8Array): void;
  /** A project's secrets by key, without their values. */
  list(projectName: string): Omit<SealedSecret, "sealed">[];
  has(projectName: string, key: string): boolean;
  /** The value, for a job that starts; undefined when there is no such secret. @throws Error when it cannot be opened */
  valueOf(projectName: string, key: string): Buffer | undefined;
  /** @returns false when there was none */
  remove(projectName: string, key: string): boolean;
}

export function createSecrets(store: SecretStore, box: SecretBox): Secrets {
  // Project names have no slash, so no two secrets share a context.
  const contextOf = (projectName: string, key: string) => `${projectName}/${key}`;
  return {
    put(secret, value) {
      store.put({ ...secret, sealed: box.seal(value, contextOf(secret.projectName, secret.key)) });
    },
    list: (projectName) => store.list(projectName),
    has: (projectName, key) => store.get(projectName, key) !== undefined,
    valueOf(projectName, key) {
      const found = store.get(projectName, key);
      return found && box.open(found.sealed, contextOf(projectName, key));
    },
    remove: (projectName, key) => store.remove(projectName, key),
  };
}
