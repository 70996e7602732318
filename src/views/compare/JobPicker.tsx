import { Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { jobsQuery } from "../../api/queries/jobs.ts";
import { useClient } from "../../components/ClientContext.ts";
import { statusLabel } from "../../lib/reasons.ts";
import { shortId } from "../../lib/shortId.ts";
import { MOST_COMPARED } from "../../paths.ts";
import classes from "./ComparePage.module.css";

export interface JobPickerProps {
  /** Ids and names that need not be offered. */
  readonly without: readonly string[];
  readonly isFull: boolean;
  readonly onPick: (id: string) => void;
}

const MOST_OFFERED = 20;

/** Finds a job by its name, id, owner or command. The list is read while the picker is open. */
export function JobPicker({ without, isFull, onPick }: JobPickerProps) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const { data } = useQuery({ ...jobsQuery(useClient(), useQueryClient()), enabled: isOpen });
  const offered = findJobs(data?.jobs ?? [], text, new Set(without));
  return (
    <Select
      className={classes.picker}
      size="xs"
      aria-label="Add a job"
      placeholder={isFull ? `${MOST_COMPARED} jobs at most` : "Add a job: name, id, owner, command"}
      disabled={isFull}
      searchable
      value={null}
      searchValue={text}
      onSearchChange={setText}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onChange={(id) => {
        setText("");
        if (id !== null) onPick(id);
      }}
      data={offered.map((job) => ({ value: job.id, label: optionLabel(job) }))}
      filter={({ options }) => options}
      nothingFoundMessage={data?.isComplete ? "No such job" : "Looking…"}
      comboboxProps={{ withinPortal: false }}
      maxDropdownHeight={320}
    />
  );
}

function optionLabel(job: Job): string {
  return `${job.name ?? ""} ${shortId(job.id)} · ${statusLabel(job.status)} · ${job.owner}`.trim();
}

/** The newest jobs that have all words of a text somewhere. */
function findJobs(jobs: readonly Job[], text: string, without: ReadonlySet<string>): Job[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found: Job[] = [];
  for (const job of jobs) {
    if (found.length === MOST_OFFERED) break;
    if (without.has(job.id)) continue;
    const all = [job.name, job.id, job.owner, job.container.command].join(" ").toLowerCase();
    if (words.every((word) => all.includes(word))) found.push(job);
  }
  return found;
}
