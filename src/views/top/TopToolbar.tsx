import { ActionIcon, Button, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import { IconPlayerPause, IconPlayerPlay, IconSearch, IconX } from "@tabler/icons-react";
import { useRef, useState } from "react";
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

/** The address follows whoever types when he pauses. */
const PAUSE_MS = 150;

/** The text as it is typed, which the address takes over, and which takes over what the address is changed to. */
function useDraft(q: string, onSearch: (q: string) => void) {
  const [draft, setDraft] = useState({ text: q, seen: q, told: q });
  if (draft.seen !== q) setDraft(draft.told === q ? { ...draft, seen: q } : { text: q, seen: q, told: q });
  const tell = useDebouncedCallback((text: string) => {
    const told = text.trim();
    setDraft((before) => ({ ...before, told }));
    onSearch(told);
  }, PAUSE_MS);
  return {
    text: draft.text,
    type: (text: string) => {
      setDraft((before) => ({ ...before, text }));
      tell(text);
    },
  };
}

/** Keys that are letters elsewhere must not be taken from whoever writes. */
function isWriting({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
}

/** Which jobs, put together how, and whether it moves. */
export function TopToolbar({ q, problems, by, isPaused, onSearch, onBy, onPause }: TopToolbarProps) {
  const input = useRef<HTMLInputElement>(null);
  const { text, type } = useDraft(q, onSearch);
  const focus = (event: KeyboardEvent) => {
    if (isWriting(event)) return;
    event.preventDefault();
    input.current?.focus();
  };
  const pause = (event: KeyboardEvent) => {
    if (!isWriting(event)) onPause();
  };
  useHotkeys(
    [
      ["/", focus, { preventDefault: false }],
      ["p", pause, { preventDefault: false }],
    ],
    [],
  );
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
          text !== "" && (
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Clear the filter" onClick={() => type("")}>
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )
        }
        spellCheck={false}
        autoComplete="off"
        value={text}
        error={problems.length > 0 && problems.join(" ")}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <SegmentedControl
        size="xs"
        aria-label="Rows"
        value={by ?? "job"}
        onChange={(value) => onBy(value === "job" ? undefined : value)}
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
