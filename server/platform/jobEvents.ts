import { EventEmitter, once } from "node:events";

/** Tells who waits that something about a job has changed. */
export interface JobEvents {
  changed(jobId: string): void;
  /** Resolves at the job's next change; rejects with an AbortError when aborted. Listens from the moment it is called. */
  next(jobId: string, signal: AbortSignal): Promise<void>;
}

export function createJobEvents(): JobEvents {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    // The prefix keeps a job's id apart from the emitter's own "error".
    changed: (jobId) => void emitter.emit(`job ${jobId}`),
    async next(jobId, signal) {
      await once(emitter, `job ${jobId}`, { signal });
    },
  };
}
