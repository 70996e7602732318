import { EngineError, type StartOptions, type StartProgress } from "../engine.ts";
import { EngineAway, type Connection } from "./connection.ts";
import { jsonLines } from "./jsonLines.ts";
import { unlessAborted } from "../unlessAborted.ts";

/** One line of what the engine says while it pulls or pushes. */
export interface TransferLine {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

export interface Images {
  /**
   * Pulls an image unless it is there. Several who want one image share its pull.
   * @throws EngineError invalid or unavailable, with the reason ErrImagePull and the registry's words
   */
  ensure(image: string, options: StartOptions): Promise<void>;
  /** Names of all images that are there, without those that have none. */
  list(): Promise<readonly string[]>;
}

interface Pull {
  readonly done: Promise<void>;
  readonly listeners: Set<(progress: StartProgress) => void>;
  readonly abandon: AbortController;
  waiting: number;
}

/** @param stallMs how long a registry may say nothing */
export function createImages(connection: Connection, stallMs: number): Images {
  const pulls = new Map<string, Pull>();

  async function isThere(image: string): Promise<boolean> {
    try {
      await connection.call("GET", `/images/${image}/json`);
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.kind === "not_found") return false;
      throw error;
    }
  }

  function begin(image: string): Pull {
    const listeners = new Set<(progress: StartProgress) => void>();
    const abandon = new AbortController();
    const tell = (description: string) => {
      for (const listener of listeners) listener({ reason: "Pulling", description });
    };
    const done = pull(connection, image, { tell, stallMs, signal: abandon.signal }).finally(() => pulls.delete(image));
    done.catch(() => undefined);
    const started = { done, listeners, abandon, waiting: 0 };
    pulls.set(image, started);
    return started;
  }

  return {
    async ensure(image, { onProgress, signal }) {
      if (await isThere(image)) return;
      const shared = pulls.get(image) ?? begin(image);
      shared.waiting += 1;
      if (onProgress) shared.listeners.add(onProgress);
      onProgress?.({ reason: "Pulling", description: `Pulling the image ${image}.` });
      try {
        await unlessAborted(shared.done, signal);
      } finally {
        if (onProgress) shared.listeners.delete(onProgress);
        shared.waiting -= 1;
        if (shared.waiting === 0) shared.abandon.abort(new Error("Nobody wants the image any more."));
      }
    },
    async list() {
      const images = await connection.call<{ RepoTags?: readonly string[] | null }[]>("GET", "/images/json");
      const names = images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => !name.includes("<none>"));
      return [...new Set(names)].sort();
    },
  };
}

interface PullOptions {
  readonly tell: (description: string) => void;
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

async function pull(connection: Connection, image: string, { tell, stallMs, signal }: PullOptions): Promise<void> {
  const progress = createProgress();
  try {
    const query = fromImage(image);
    const answer = await connection.stream("POST", "/images/create", { query, signal, timeoutMs: stallMs });
    signal.addEventListener("abort", () => answer.destroy(), { once: true });
    for await (const line of jsonLines<TransferLine>(answer, stallMs)) {
      if (line.error !== undefined) throw new EngineError("invalid", line.error);
      tell(`Pulling the image ${image}: ${progress.add(line)}.`);
    }
  } catch (error) {
    signal.throwIfAborted();
    const { message } = error as Error;
    // The engine answers only once the registry has.
    const isSilent = error instanceof EngineAway || message.startsWith("The registry has said nothing");
    const words = isSilent ? `the registry has said nothing for ${stallMs / 1000} s` : message.replace(/\.$/, "");
    throw new EngineError("invalid", `The image ${image} could not be pulled: ${words}.`, {
      cause: error,
      reason: "ErrImagePull",
    });
  }
}

/** The parameters by which the engine is asked for an image; without a tag it would give all of them. */
function fromImage(image: string): { fromImage: string; tag?: string } {
  if (image.includes("@")) return { fromImage: image };
  const tag = /:([\w][\w.-]*)$/.exec(image)?.[1];
  return tag === undefined ? { fromImage: image, tag: "latest" } : { fromImage: image.slice(0, -tag.length - 1), tag };
}

/** Adds up the layers. */
function createProgress() {
  const layers = new Map<string, { current: number; total: number }>();
  return {
    add({ id, status, progressDetail }: TransferLine): string {
      const { current, total } = progressDetail ?? {};
      if (id !== undefined && current !== undefined && total !== undefined) layers.set(id, { current, total });
      const sum = (field: "current" | "total") => [...layers.values()].reduce((all, layer) => all + layer[field], 0);
      if (layers.size > 0) return `${megabytes(sum("current"))} of ${megabytes(sum("total"))} MB`;
      return (status ?? "waiting").replace(/\.+$/, "").toLowerCase();
    },
  };
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
