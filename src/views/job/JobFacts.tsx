import type { Resources } from "../../../contract/container.ts";
import { formatDuration } from "../../../contract/durations.ts";
import type { Job } from "../../../contract/job.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { RelativeTime } from "../../components/jobs/RelativeTime.tsx";
import { RunTime } from "../../components/jobs/RunTime.tsx";
import { exitCodeWords, jobStatusWords } from "../../lib/reasons.ts";
import { isFinished } from "../../../contract/status.ts";
import { creditsText } from "../../lib/credits.ts";
import { Code, Facts, type FactRow } from "./Facts.tsx";
import classes from "./Overview.module.css";

interface Props {
  readonly job: Job;
}

/** Where the job can be reached. */
export function NetworkFacts({ job }: Props) {
  const { http } = job.container;
  const port = http && [String(http.port), http.requiresAuth ? "needs a sign-in" : undefined];
  return (
    <Facts
      title="Network"
      rows={[
        ["Web page", job.httpUrl && <WebLink url={job.httpUrl} />],
        ["HTTP port", port?.filter((part) => part !== undefined).join(", ")],
        ["Health check", http?.healthCheckPath && <Code>{http.healthCheckPath}</Code>],
        ["Internal host", copyable(job.internalHostname, "the internal host name")],
        ["Internal host by name", copyable(job.internalHostnameNamed, "the internal host name by name")],
      ]}
    />
  );
}

/** A link only to what a browser opens as a page: the address is the platform's, not ours. */
function WebLink({ url }: { readonly url: string }) {
  if (!/^https?:\/\//i.test(url)) return <Code>{url}</Code>;
  return (
    <a href={url} target="_blank" rel="noreferrer" className={classes.link}>
      {url}
    </a>
  );
}

/** When things happened, how it ended, and what that costs. */
export function TimeFacts({ job }: Props) {
  const { createdAtMs, startedAtMs, finishedAtMs, exitCode, restarts } = job.history;
  const ended = isFinished(job.status);
  return (
    <Facts
      title="Run"
      rows={[
        ["Created", <RelativeTime key="created" timeMs={createdAtMs} />],
        ["Started", startedAtMs !== undefined && <RelativeTime timeMs={startedAtMs} />],
        ["Finished", finishedAtMs !== undefined && <RelativeTime timeMs={finishedAtMs} />],
        ["Run time", startedAtMs !== undefined && <RunTime job={job} />],
        ["How it ended", ended && jobStatusWords(job).title],
        ["Exit code", exitCode !== undefined && exitCodeWords(exitCode).replace("exit code ", "")],
        ["Restarts", restarts > 0 && String(restarts)],
        ["Cost", job.totalPriceCredits > 0 && creditsText(job.totalPriceCredits)],
        ["Cost per hour", job.pricePerHourCredits > 0 && creditsText(job.pricePerHourCredits)],
      ]}
    />
  );
}

/** What the job runs on. */
export function ResourceFacts({ job }: Props) {
  const { resources } = job.container;
  const { tpu } = resources;
  return (
    <Facts
      title="Resources"
      rows={[
        ["Preset", job.presetName],
        ["CPU", `${resources.cpu} ${resources.cpu === 1 ? "core" : "cores"}`],
        ["Memory", formatBytes(resources.memoryBytes)],
        ...gpuRows(resources),
        ["TPU", tpu && `${tpu.type}, software ${tpu.softwareVersion}`],
        ["Shared memory", resources.shm && "As much as the job's memory"],
      ]}
    />
  );
}

function gpuRows(resources: Resources): FactRow[] {
  const row = (label: string, count: number | undefined, model: string | undefined): FactRow => [
    label,
    count !== undefined && count > 0 && (model ? `${count} × ${model}` : String(count)),
  ];
  return [
    row("NVIDIA GPU", resources.nvidiaGpu, resources.nvidiaGpuModel),
    row("AMD GPU", resources.amdGpu, resources.amdGpuModel),
    row("Intel GPU", resources.intelGpu, resources.intelGpuModel),
  ];
}

const RESTART_POLICIES: Readonly<Record<string, string>> = {
  never: "Never",
  "on-failure": "When it fails",
  always: "Always",
};

/** When it is started, restarted and ended. */
export function SchedulingFacts({ job }: Props) {
  return (
    <Facts
      title="Scheduling"
      rows={[
        ["Restarts", RESTART_POLICIES[job.restartPolicy] ?? job.restartPolicy],
        ["Priority", job.priority && job.priority.charAt(0).toUpperCase() + job.priority.slice(1)],
        ["Life span", job.lifeSpanSeconds !== undefined && formatDuration(job.lifeSpanSeconds)],
        ["Waits at most", job.scheduleTimeoutSeconds !== undefined && formatDuration(job.scheduleTimeoutSeconds)],
        ["Scheduler", job.schedulerEnabled && "May be suspended and go on later"],
        ["Energy schedule", job.energyScheduleName],
        ["Preemptible node", job.preemptibleNode && "Yes"],
        ["Platform access", job.passConfig && "The job may call the platform"],
        ["Privileged", job.privileged && "Yes"],
      ]}
    />
  );
}

/** Names, places and marks. */
export function DetailFacts({ job }: Props) {
  return (
    <Facts
      title="Details"
      rows={[
        ["Id", <CopyText key="id" value={job.id} what="the full id" />],
        ["Name", job.name],
        ["Description", job.description],
        ["Tags", job.tags.length > 0 && <Tags tags={job.tags} />],
        ["Owner", job.owner],
        ["Cluster", job.clusterName],
        ["Organization", job.orgName],
        ["Project", job.projectName],
        ["Namespace", job.namespace],
        ["Project hash", job.orgProjectHash && <Code>{job.orgProjectHash}</Code>],
        ["URI", <CopyText key="uri" value={job.uri} what="the URI" />],
        ["Clean-up", cleanUpOf(job)],
      ]}
    />
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  return (
    <ul className={classes.tags}>
      {tags.map((tag) => (
        <li key={tag} className={classes.tag}>
          {tag}
        </li>
      ))}
    </ul>
  );
}

function cleanUpOf(job: Job): string | undefined {
  if (job.beingDropped) return "The job is being dropped";
  return job.logsRemoved ? "Its log was removed" : undefined;
}

function copyable(value: string | undefined, what: string) {
  return value && <CopyText value={value} what={what} />;
}
