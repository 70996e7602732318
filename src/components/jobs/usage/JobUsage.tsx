import { lazy, Suspense } from "react";
import type { Job } from "../../../../contract/job.ts";
import { useSettled } from "./useSettled.ts";

/** A row that is only scrolled past need not be measured. */
const SETTLE_MS = 300;

const LiveUsage = lazy(() => import("./LiveUsage.tsx"));

/** What a running job uses, live while it is shown; nothing of any other job. */
export function JobUsage({ job }: { readonly job: Job }) {
  return job.status === "running" ? <SettledUsage job={job} /> : null;
}

function SettledUsage({ job }: { readonly job: Job }) {
  return <Suspense>{useSettled(SETTLE_MS) && <LiveUsage job={job} />}</Suspense>;
}
