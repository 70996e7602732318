import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Job } from "../../../contract/job.ts";
import { coveringFilter, jobsQuery, knownJobs } from "../../api/queries/jobs.ts";
import { routes } from "../../paths.ts";
import { askForShell } from "../../state/dock.ts";
import { useClient } from "../ClientContext.ts";
import { useCan } from "../jobs/useCan.ts";
import { findCommands, findJobs, jobNamed, type JobItem } from "./findItems.ts";
import type { PaletteGroup, PaletteOption } from "./paletteGroups.ts";
import { useCommands } from "./useCommands.ts";

const MOST_JOBS = 8;
const MOST_UNASKED_JOBS = 5;

/** What a text finds: of the commands and of the jobs; before anything is typed, all commands and the newest jobs. */
export function usePaletteGroups(text: string): readonly PaletteGroup[] {
  const navigate = useNavigate();
  const can = useCan();
  const commands = useCommands();
  const jobs = useJobs();
  const isAsked = text.trim() !== "";
  const items = useMemo(() => findJobs(jobs, text, isAsked ? MOST_JOBS : MOST_UNASKED_JOBS), [jobs, text, isAsked]);
  const found = items
    .filter(({ verb, job }) => verb !== "shell" || can("exec", job).allowed)
    .map((item) => jobOption(item, navigate));
  const unknown = isAsked ? jobNamed(text, items) : undefined;
  const more: PaletteOption[] = [
    ...(isAsked
      ? [
          {
            id: "search",
            label: `Search all jobs for “${text.trim()}”`,
            run: () => void navigate({ to: routes.jobs, search: { q: text.trim() } }),
          },
        ]
      : []),
    ...(unknown === undefined
      ? []
      : [
          {
            id: "named",
            label: `Open the job called ${unknown}`,
            run: () => void navigate({ to: routes.job, params: { jobId: unknown } }),
          },
        ]),
  ];
  const groups = groupsOf(findCommands(commands, text));
  const jobGroup = { name: isAsked ? "Jobs" : "Newest jobs", options: found };
  // Whoever names a job wants it rather than a command that has the same letters somewhere.
  const isJobFirst = isAsked && items.length > 0 && !groups.some(({ options }) => startsSo(options, text));
  const ordered = isJobFirst ? [jobGroup, ...groups] : [...groups, jobGroup];
  return [...ordered, { name: "More", options: more }].filter(({ options }) => options.length > 0);
}

function startsSo(options: readonly PaletteOption[], text: string): boolean {
  return options.some(({ label }) => label.toLowerCase().startsWith(text.trim().toLowerCase()));
}

/** The jobs that lists know and, while the palette is open, the newest of all. */
function useJobs(): readonly Job[] {
  const cache = useQueryClient();
  const { data } = useQuery({
    ...jobsQuery(useClient(), cache, coveringFilter(cache, {}) ?? {}),
    refetchInterval: false,
  });
  return useMemo(() => {
    const jobs = new Map((data?.jobs ?? []).map((job) => [job.id, job]));
    for (const job of knownJobs(cache)) if (!jobs.has(job.id)) jobs.set(job.id, job);
    return [...jobs.values()];
  }, [data, cache]);
}

function groupsOf(commands: ReturnType<typeof findCommands>): PaletteGroup[] {
  const groups = new Map<string, PaletteOption[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups].map(([name, options]) => ({ name, options }));
}

function jobOption({ verb, label, job }: JobItem, navigate: ReturnType<typeof useNavigate>): PaletteOption {
  const params = { jobId: job.id };
  const run = {
    open: () => void navigate({ to: routes.job, params }),
    logs: () => void navigate({ to: routes.jobLogs, params }),
    metrics: () => void navigate({ to: routes.jobMetrics, params }),
    shell: () => askForShell({ jobId: job.id, isHasty: true }),
    again: () => void navigate({ to: routes.start, search: { from: job.id } }),
  }[verb];
  return { id: `${verb} ${job.id}`, label, job, run };
}
