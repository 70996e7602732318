import { formatDuration } from "../../../contract/durations.ts";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { useTickingText } from "../../components/jobs/clock.ts";
import { ranForMs } from "../../lib/ranForMs.ts";
import { formatElapsed } from "../../lib/elapsed.ts";
import { Facts } from "./Facts.tsx";

const RESTART_POLICIES: Readonly<Record<string, string>> = {
  never: "Never",
  "on-failure": "When it fails",
  always: "Always",
};

/** When it is started, restarted and ended, and with which rights it runs. */
export function SchedulingFacts({ job }: { readonly job: Job }) {
  return (
    <Facts
      title="Scheduling"
      rows={[
        ["Restart", restartWords(job)],
        ["Priority", job.priority && job.priority.charAt(0).toUpperCase() + job.priority.slice(1)],
        [
          "Life span",
          job.lifeSpanSeconds !== undefined && <LifeSpan job={job} lifeSpanSeconds={job.lifeSpanSeconds} />,
        ],
        ["Waits at most", job.scheduleTimeoutSeconds !== undefined && formatDuration(job.scheduleTimeoutSeconds)],
        ["Scheduler", job.schedulerEnabled && "Takes turns: it may be suspended and go on later"],
        ["Energy schedule", job.energyScheduleName],
        ["Preemptible node", job.preemptibleNode && "Yes, it may be taken away at any time"],
        ["Platform access", job.passConfig && "It is given what it needs to call the platform"],
        ["Privileged", job.privileged && "Yes, it has the rights of its machine"],
      ]}
    />
  );
}

function restartWords({ restartPolicy, history: { restarts } }: Job): string {
  const policy = RESTART_POLICIES[restartPolicy] ?? restartPolicy;
  if (restarts === 0) return restartPolicy === "never" ? policy : `${policy}; not restarted so far`;
  return `${policy}; restarted ${restarts === 1 ? "once" : `${restarts} times`}`;
}

/** The life span and, until the job has ended, what is left of it. */
function LifeSpan({ job, lifeSpanSeconds }: { readonly job: Job; readonly lifeSpanSeconds: number }) {
  const isLive = !isFinished(job.status);
  const whole = formatDuration(lifeSpanSeconds);
  const text = useTickingText((nowMs) => {
    if (!isLive) return whole;
    return `${whole}, ${formatElapsed(lifeSpanSeconds * 1000 - (ranForMs(job, nowMs) ?? 0))} left`;
  }, isLive);
  return <span className="jd-num">{text}</span>;
}
