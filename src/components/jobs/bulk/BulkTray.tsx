import { lazy, Suspense } from "react";
import { useBulkRuns } from "../../../state/bulkRuns.ts";

const BulkRunCard = lazy(() => import("./BulkRunCard.tsx"));

/** How the actions on many jobs go, on whatever page the user is. */
export function BulkTray() {
  const runs = useBulkRuns((state) => state.runs);
  return <Suspense>{runs.length > 0 && <BulkRunCard runs={runs} />}</Suspense>;
}
