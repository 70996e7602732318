import type { Resources } from "../../../contract/container.ts";
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

/** When things happened, how it ended, and what that costs. */
export function TimeFacts({ job }: Props) {
  const { createdAtMs, startedAtMs, finishedAtMs, exitCode } = job.history;
  const changedAtMs = job.transitions.at(-1)?.transitionTimeMs;
  const ended = isFinished(job.status);
  return (
    <Facts
      title="Run"
      rows={[
        ["Created", <RelativeTime key="created" timeMs={createdAtMs} />],
        ["Started", startedAtMs !== undefined && <RelativeTime timeMs={startedAtMs} />],
        ["Finished", finishedAtMs !== undefined && <RelativeTime timeMs={finishedAtMs} />],
        ["Last change", !ended && changedAtMs !== undefined && <RelativeTime timeMs={changedAtMs} />],
        ["Run time", startedAtMs !== undefined && <RunTime job={job} />],
        ["How it ended", ended && jobStatusWords(job).title],
        ["Exit code", exitCode !== undefined && exitCodeWords(exitCode).replace("exit code ", "")],
        ["Cost", creditsText(job.totalPriceCredits)],
        ["Cost per hour", job.pricePerHourCredits > 0 ? creditsText(job.pricePerHourCredits) : "Free"],
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
        ["Namespace", job.namespace && <CopyText value={job.namespace} what="the namespace" />],
        ["Project hash", job.orgProjectHash && <Code>{job.orgProjectHash}</Code>],
        ["URI", <CopyText key="uri" value={job.uri} what="the URI" />],
        ["On the platform", keptWords(job)],
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

/** What the platform still has of the job. */
function keptWords(job: Job): string | undefined {
  const words = [
    job.materialized && "It has its place in the cluster",
    job.logsRemoved && "Its log has been deleted",
    job.beingDropped && "It is being deleted",
  ].filter((text) => text !== false);
  return words.length === 0 ? undefined : `${words.join(". ")}.`;
}
