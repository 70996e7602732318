import { matchQuery, type QueryCache, type QueryKey } from "@tanstack/react-query";

/** Resolves once something shows a query. @throws the signal's reason when the query is given up before */
export async function untilObserved(queries: QueryCache, queryKey: QueryKey, signal: AbortSignal): Promise<void> {
  const filters = { queryKey, exact: true };
  if ((queries.find(filters)?.getObserversCount() ?? 0) > 0) return;
  const settled = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const unsubscribe = queries.subscribe(({ type, query }) => {
        if (type === "observerAdded" && matchQuery(filters, query)) resolve();
      });
      settled.signal.addEventListener("abort", unsubscribe);
      signal.addEventListener("abort", () => reject(signal.reason as Error), { signal: settled.signal });
    });
  } finally {
    settled.abort();
  }
}
