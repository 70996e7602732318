import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import type { PlatformConfig } from "../../../contract/config.ts";
import { configQuery } from "../../api/queries/config.ts";
import { knownJobs } from "../../api/queries/jobs.ts";
import { useClient } from "../ClientContext.ts";
import type * as completionModule from "../../lib/jobSearch/completions.ts";
import type { Completion, CompletionSource } from "../../lib/jobSearch/completions.ts";
import type { SearchContext } from "../../lib/jobSearch/matchJobs.ts";

const NONE: readonly Completion[] = [];
const CLOSED = { isOpen: false, jobs: [] };

export interface Completions {
  /** What may follow at the caret; none while closed. */
  readonly items: readonly Completion[];
  /** The text and the caret after one was taken. */
  readonly apply: (text: string, item: Completion) => { text: string; caret: number };
  /** Loads what is needed to complete, before it is. */
  readonly prepare: () => void;
}

export interface Completed {
  readonly context: SearchContext;
  /** The jobs to count; undefined: all that are known. */
  readonly jobs: readonly Job[] | undefined;
}

/** Completion for the search field. The jobs are counted as they were when it opened, so that numbers stand still. */
export function useCompletions(text: string, caret: number, isOpen: boolean, completed: Completed): Completions {
  const { context } = completed;
  const cache = useQueryClient();
  const { data: config } = useQuery(configQuery(useClient()));
  const [completing, setCompleting] = useState<typeof completionModule>();
  const [taken, setTaken] = useState<{ readonly isOpen: boolean; readonly jobs: readonly Job[] }>(CLOSED);
  if (taken.isOpen !== isOpen) setTaken(isOpen ? { isOpen, jobs: completed.jobs ?? knownJobs(cache) } : CLOSED);
  const { jobs } = taken;
  const source = useMemo((): CompletionSource => ({ jobs, context, names: namesOf(config) }), [jobs, context, config]);
  useEffect(() => (isOpen ? completing?.countAhead(source) : undefined), [isOpen, completing, source]);
  return {
    items: useMemo(
      () => (isOpen && completing ? completing.completionsAt(text, caret, source) : NONE),
      [isOpen, completing, text, caret, source],
    ),
    apply: (before, item) => completing?.applyCompletion(before, item) ?? { text: before, caret: before.length },
    prepare: () => {
      if (completing) return;
      import("../../lib/jobSearch/completions.ts").then(setCompleting, (error: unknown) =>
        // Searching works without; coming back to the field tries again.
        console.warn("Completion could not be loaded.", error),
      );
    },
  };
}

function namesOf(config: PlatformConfig | undefined): CompletionSource["names"] {
  if (!config) return {};
  return {
    preset: config.clusters.flatMap((cluster) => cluster.presets.map(({ name }) => name)),
    project: config.projects.map(({ name }) => name),
    cluster: config.clusters.map(({ name }) => name),
    org: config.orgs.map(({ name }) => name),
  };
}
