import { Suspense } from "react";
import type { Job } from "../../../../contract/job.ts";
import { lazyExtra } from "../../lazyExtra.ts";
import classes from "./JobUsage.module.css";
import { useOnScreen } from "./useOnScreen.ts";
import { useSettled } from "./useSettled.ts";

/** A row that is only scrolled past need not be measured. */
const SETTLE_MS = 300;

const LiveUsage = lazyExtra(() => import("./LiveUsage.tsx"));

/** What a running job uses, live while it is on the screen; nothing of any other job. */
export function JobUsage({ job }: { readonly job: Job }) {
  return job.status === "running" ? <UsagePlace job={job} /> : null;
}

/** A list keeps rows in the page that are not on the screen: those beside it, and the keyboard's. */
function UsagePlace({ job }: { readonly job: Job }) {
  const { ref, isOnScreen } = useOnScreen();
  return (
    <span ref={ref} className={classes.place}>
      {isOnScreen && <SettledUsage job={job} />}
    </span>
  );
}

function SettledUsage({ job }: { readonly job: Job }) {
  return <Suspense>{useSettled(SETTLE_MS) && <LiveUsage job={job} />}</Suspense>;
}
