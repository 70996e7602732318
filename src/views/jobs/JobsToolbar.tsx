import { IconSearch, IconX } from "@tabler/icons-react";
import { useHotkeys } from "@mantine/hooks";
import { useRef, useState } from "react";
import { isFinished, JOB_STATUSES, type JobStatus } from "../../../contract/status.ts";
import { StatusIcon } from "../../components/jobs/StatusBadge.tsx";
import { statusLabel } from "../../lib/reasons.ts";
import classes from "./JobsToolbar.module.css";
import { toggleStatus, type ListFilter, type StatusCounts } from "./listView.ts";
import { useListSearch } from "./useListSearch.ts";

export interface JobsToolbarProps {
  readonly filter: ListFilter;
  /** Undefined while loading. */
  readonly counts: StatusCounts | undefined;
  /** There are jobs that are not loaded and so not counted. */
  readonly isPartial: boolean;
}

/** What to show: free text and statuses. */
export function JobsToolbar({ filter, counts, isPartial }: JobsToolbarProps) {
  const search = useListSearch();
  const statuses = JOB_STATUSES.filter((status) => filter.statuses.includes(status));
  return (
    <div className={classes.toolbar} role="search" aria-label="Jobs">
      <TextFilter query={filter.query} onChange={(q) => search({ q })} />
      <div className={classes.statuses} role="group" aria-label="Filter by status">
        {JOB_STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            className={classes.status}
            aria-pressed={statuses.includes(status)}
            onClick={() => search({ status: toggleStatus(statuses, status) })}
          >
            <StatusIcon status={status} />
            {statusLabel(status)}
            <span className={`jd-num ${classes.count}`}>{counts && countWords(counts[status], isPartial, status)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** Jobs that have not finished are always loaded; how many finished ones there are in all is not known. */
function countWords(count: number, isPartial: boolean, status: JobStatus): string {
  if (!isPartial || !isFinished(status)) return String(count);
  return count === 0 ? "" : `${count}+`;
}

interface TextFilterProps {
  readonly query: string;
  readonly onChange: (query: string) => void;
}

/**
 * The free text filter. While it has the focus it shows what is typed, whatever pace the address follows at; otherwise
 * it shows what the address says.
 */
function TextFilter({ query, onChange }: TextFilterProps) {
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<string>();
  const focus = () => input.current?.focus();
  useHotkeys([
    ["/", focus],
    ["shift+/", focus],
  ]);
  const change = (text: string) => {
    setDraft(text);
    onChange(text);
  };
  const text = draft ?? query;
  return (
    <div className={classes.filter}>
      <IconSearch size={15} className={classes.lens} aria-hidden />
      <input
        ref={input}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        className={classes.input}
        aria-label="Filter jobs"
        aria-keyshortcuts="/"
        placeholder="Filter by name, id, image, tag…"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={text}
        onFocus={() => setDraft(query)}
        onBlur={() => setDraft(undefined)}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (text === "") event.currentTarget.blur();
          else change("");
        }}
      />
      {text === "" ? (
        <kbd className={classes.key} aria-hidden>
          /
        </kbd>
      ) : (
        <button
          type="button"
          className={classes.clear}
          aria-label="Clear the filter"
          onClick={() => {
            onChange("");
            focus();
            setDraft("");
          }}
        >
          <IconX size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
