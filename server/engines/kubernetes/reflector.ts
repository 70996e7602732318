import type { IncomingMessage } from "node:http";
import type { KubernetesObject } from "@kubernetes/client-node";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError, isStatus, type Api } from "./api.ts";

/** A local copy of some of the cluster's objects, kept up to date by a watch. */
export interface Reflector<T> {
  get(name: string): T | undefined;
  /** Every change of an object, by name, and all of them after a new beginning; undefined: it is gone. */
  subscribe(listener: (name: string, object: T | undefined) => void): () => void;
  /** Resolves once the copy is complete; rejects with the reason when the signal aborts. */
  whenSynced(signal: AbortSignal): Promise<void>;
  /** Leaves the watch for a new one, for there is reason to doubt that it would tell of anything. */
  reconnect(): void;
  all(): T[];
}

export interface ReflectorOptions {
  readonly api: Api;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly closing: AbortSignal;
  /** Only what happens from now on: nothing is kept, and nothing is told of what was there before. */
  readonly newsOnly?: boolean;
  onError(error: unknown): void;
  /** Told whenever the API server answers. */
  onAnswer?(): void;
}

interface WatchEvent<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: T & { readonly code?: number; readonly message?: string };
}

/** How long one watch lasts before the next goes on where it ended. */
const WATCH_SECONDS = 240;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

/** Lists, then watches; resumes a broken watch where it was, and begins anew when that is too old (`410 Gone`). */
export function createReflector<T extends KubernetesObject>(options: ReflectorOptions): Reflector<T> {
  const { api, path, query, closing } = options;
  const objects = new Map<string, T>();
  const listeners = new Set<(name: string, object: T | undefined) => void>();
  const waiting = new Set<() => void>();
  let isSynced = false;
  let doubt = new AbortController();

  function put(name: string, object: T | undefined): void {
    if (object && !options.newsOnly) objects.set(name, object);
    else objects.delete(name);
    for (const listener of listeners) listener(name, object);
  }

  async function list(): Promise<string> {
    const limit = options.newsOnly ? 1 : undefined;
    const answer = await api.json<{ items: T[]; metadata: { resourceVersion: string } }>("GET", path, {
      query: { ...query, limit },
      signal: closing,
    });
    if (!options.newsOnly) {
      const names = new Set(answer.items.map(nameOf));
      for (const name of [...objects.keys()]) if (!names.has(name)) put(name, undefined);
      for (const object of answer.items) put(nameOf(object), object);
    }
    isSynced = true;
    for (const resolve of waiting) resolve();
    waiting.clear();
    return answer.metadata.resourceVersion;
  }

  /** @returns where the next watch goes on; undefined when it must begin with a list */
  async function watch(from: string): Promise<string | undefined> {
    let resourceVersion = from;
    const response = await api.stream(path, {
      query: { ...query, watch: true, resourceVersion, allowWatchBookmarks: true, timeoutSeconds: WATCH_SECONDS },
      signal: AbortSignal.any([closing, doubt.signal]),
    });
    options.onAnswer?.();
    for await (const line of linesOf(response)) {
      const { type, object } = JSON.parse(line) as WatchEvent<T>;
      if (type === "ERROR") {
        if (object.code === 410) return undefined;
        throw new ApiError(object.code ?? 500, object.message ?? "the watch failed", "");
      }
      resourceVersion = object.metadata?.resourceVersion ?? resourceVersion;
      if (type !== "BOOKMARK") put(nameOf(object), type === "DELETED" ? undefined : object);
    }
    return resourceVersion;
  }

  async function keepUp(): Promise<void> {
    let resourceVersion: string | undefined;
    let retryMs = FIRST_RETRY_MS;
    while (!closing.aborted) {
      try {
        resourceVersion ??= await list();
        resourceVersion = await watch(resourceVersion);
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (closing.aborted) return;
        if (doubt.signal.aborted) {
          doubt = new AbortController();
          continue;
        }
        if (isStatus(error, 410)) resourceVersion = undefined;
        options.onError(error);
        await delay(retryMs * (0.5 + Math.random() / 2), undefined, { signal: closing }).catch(() => undefined);
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      }
    }
  }

  void keepUp();
  return {
    get: (name) => objects.get(name),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    whenSynced(signal) {
      if (isSynced) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiting.delete(onSync);
          reject(signal.reason as Error);
        };
        const onSync = () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        waiting.add(onSync);
      });
    },
    reconnect: () => doubt.abort(),
    all: () => [...objects.values()],
  };
}

/** The lines of an answer, which is given up with whoever reads them. */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

const nameOf = (object: KubernetesObject): string => object.metadata?.name ?? "";
