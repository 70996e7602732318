import type { Job } from "../../contract/job.ts";
import { resourceWords } from "./reasons.ts";

/** Something that jobs were started with. */
export interface JobTrait {
  readonly name: string;
  /** In the order of the jobs; undefined where a job has none. */
  readonly values: readonly (string | undefined)[];
}

export interface JobDifferences {
  readonly different: readonly JobTrait[];
  /** What all have, and the same. */
  readonly same: readonly { readonly name: string; readonly value: string }[];
}

type ReadTrait = readonly [name: string, read: (job: Job) => string | undefined];

const TRAITS: readonly ReadTrait[] = [
  ["Image", ({ container }) => container.image],
  ["Entrypoint", ({ container }) => container.entrypoint],
  ["Command", ({ container }) => container.command],
  ["Preset", (job) => job.presetName],
  ["Resources", ({ container }) => resourceWords(container.resources)],
  ["Working directory", ({ container }) => container.workingDir],
  ["Tags", ({ tags }) => (tags.length > 0 ? [...tags].sort().join(", ") : undefined)],
  ["Owner", ({ owner }) => owner],
  ["Project", ({ projectName }) => projectName],
  ["Cluster", ({ clusterName }) => clusterName],
  ["Priority", ({ priority }) => priority],
  ["Restart policy", ({ restartPolicy }) => restartPolicy],
];

/** What tells jobs apart, of all that they were started with, and what does not; variables one by one. */
export function differencesOf(jobs: readonly Job[]): JobDifferences {
  const different: JobTrait[] = [];
  const same: { name: string; value: string }[] = [];
  for (const [name, read] of [...TRAITS, ...variableTraits(jobs)]) {
    const values = jobs.map(read);
    const [first] = values;
    if (values.some((value) => value !== first)) different.push({ name, values });
    else if (first !== undefined && first !== "") same.push({ name, value: first });
  }
  return { different, same };
}

/** Values of secrets are never known: which secret it is tells jobs apart too. */
function variableTraits(jobs: readonly Job[]): ReadTrait[] {
  const names = new Set(jobs.flatMap(({ container }) => Object.keys({ ...container.env, ...container.secretEnv })));
  return [...names].sort().map((name) => [name, ({ container }) => container.secretEnv[name] ?? container.env[name]]);
}
