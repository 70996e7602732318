/** How long a worker waits for a log, in milliseconds: a page may have none to show after all. */
const KEPT_MS = 10_000;

let spare: { readonly worker: Worker; readonly timer: ReturnType<typeof setTimeout> } | undefined;

/** Has the worker of the log that is about to be shown loaded at once, while the page's own code is still on its way. */
export function prepareLogWorker(): void {
  if (spare) return;
  const worker = startWorker();
  const timer = setTimeout(() => {
    spare = undefined;
    worker.terminate();
  }, KEPT_MS);
  spare = { worker, timer };
}

/** A worker for a log, the prepared one if there is one. Whoever takes it ends it. */
export function takeLogWorker(): Worker {
  if (!spare) return startWorker();
  const { worker, timer } = spare;
  clearTimeout(timer);
  spare = undefined;
  return worker;
}

function startWorker(): Worker {
  return new Worker(new URL("./worker/logWorker.ts", import.meta.url), { type: "module", name: "log" });
}
