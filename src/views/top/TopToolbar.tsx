import { ActionIcon, Button, SegmentedControl, TextInput } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay, IconSearch, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import classes from "./Top.module.css";

/** Whose sums are shown in place of single jobs. */
export type TopBy = "owner" | "project";

export interface TopToolbarProps {
  readonly q: string;
  readonly problems: readonly string[];
  readonly by: TopBy | undefined;
  readonly isPaused: boolean;
  readonly onSearch: (q: string) => void;
  readonly onBy: (by: TopBy | undefined) => void;
  readonly onPause: () => void;
}

/** Which jobs, put together how, and whether it moves. */
export function TopToolbar({ q, problems, by, isPaused, onSearch, onBy, onPause }: TopToolbarProps) {
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([
    ["/", () => input.current?.focus()],
    ["p", onPause],
  ]);
  const PauseIcon = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <div className={classes.toolbar} role="search" aria-label="Running jobs">
      <TextInput
        ref={input}
        size="xs"
        className={classes.search}
        aria-label="Filter running jobs"
        aria-keyshortcuts="/"
        placeholder="Filter by words, owner:, project:, preset:, tag:, is:idle …"
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={
          q !== "" && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label="Clear the filter"
              onClick={() => onSearch("")}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )
        }
        spellCheck={false}
        autoComplete="off"
        value={q}
        error={problems.length > 0 && problems.join(" ")}
        onChange={(event) => onSearch(event.currentTarget.value)}
      />
      <SegmentedControl
        size="xs"
        aria-label="Rows"
        value={by ?? "job"}
        onChange={(value) => onBy(value === "job" ? undefined : (value as TopBy))}
        data={[
          { value: "job", label: "Jobs" },
          { value: "owner", label: "Owners" },
          { value: "project", label: "Projects" },
        ]}
      />
      <Button
        size="xs"
        variant="default"
        aria-pressed={isPaused}
        aria-keyshortcuts="p"
        title={isPaused ? "Go on (P)" : "Pause (P)"}
        leftSection={<PauseIcon size={14} aria-hidden />}
        onClick={onPause}
      >
        {isPaused ? "Go on" : "Pause"}
      </Button>
    </div>
  );
}
