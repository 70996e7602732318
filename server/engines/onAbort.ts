/**
 * Has a signal end what was begun: at once where it was aborted while that began, which a listener is not told of.
 * @returns what takes that back
 */
export function onAbort(signal: AbortSignal, end: () => void): () => void {
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  return () => signal.removeEventListener("abort", end);
}
