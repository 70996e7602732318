import { ActionIcon, Loader, TextInput } from "@mantine/core";
import {
  IconChevronDown,
  IconChevronUp,
  IconLetterCase,
  IconLetterW,
  IconRegex,
  IconSearch,
} from "@tabler/icons-react";
import { memo, useEffect, useRef, useState, type ReactNode, type Ref } from "react";
import type { LogAddress } from "../../lib/logAddress.ts";
import type { SearchFacts } from "./logProtocol.ts";
import classes from "./LogToolbar.module.css";

export interface LogSearchFieldProps {
  readonly inputRef: Ref<HTMLInputElement>;
  readonly address: LogAddress;
  readonly search: SearchFacts;
  readonly onChange: (change: Partial<LogAddress>) => void;
  /** "Log of train". */
  readonly logName: string;
  /** Goes to the next match, or the one before. */
  readonly onStep: (direction: 1 | -1) => void;
  /** Escape in an empty field: back to the lines. */
  readonly onLeave: () => void;
}

/** Typing is searched for once it pauses for so long; what is counted meanwhile is never in the way. */
const PAUSE_MS = 120;

/** Searches the whole log as it is typed. */
export const LogSearchField = memo(function LogSearchField(props: LogSearchFieldProps) {
  const { inputRef, logName, address, search, onChange, onStep, onLeave } = props;
  const [text, setText] = useDraftText(address.q ?? "", (q) => onChange({ q }));
  const hasText = (address.q ?? "") !== "";
  return (
    <div className={classes.search} role="search" aria-label={logName}>
      <TextInput
        ref={inputRef}
        size="xs"
        className={classes.searchInput}
        aria-label="Search the log"
        placeholder="Search the log"
        value={text}
        error={search.problem}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSectionWidth={84}
        rightSection={
          <span className={classes.toggles}>
            <Toggle label="Match case" isOn={address.case} onToggle={(on) => onChange({ case: on })}>
              <IconLetterCase size={15} />
            </Toggle>
            <Toggle label="Whole word" isOn={address.word} onToggle={(on) => onChange({ word: on })}>
              <IconLetterW size={14} />
            </Toggle>
            <Toggle label="Regular expression" isOn={address.regex} onToggle={(on) => onChange({ regex: on })}>
              <IconRegex size={14} />
            </Toggle>
          </span>
        }
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          }
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (text === "") onLeave();
          else setText("");
        }}
      />
      {hasText && (
        <>
          <span className={`jd-num ${classes.count}`} role="status" aria-label="Matches">
            {search.problem === undefined && countWords(search)}
            {search.progress < 1 && <Loader size={10} ml={6} aria-hidden />}
          </span>
          <span className={classes.steps}>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Previous match" onClick={() => onStep(-1)}>
              <IconChevronUp size={16} />
            </ActionIcon>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Next match" onClick={() => onStep(1)}>
              <IconChevronDown size={16} />
            </ActionIcon>
          </span>
        </>
      )}
    </div>
  );
});

function countWords({ matchCount, matchLines, progress }: SearchFacts): string {
  if (matchCount === 0) return progress < 1 ? "Searching…" : "No match";
  const matches = matchCount === 1 ? "1 match" : `${matchCount.toLocaleString("en")} matches`;
  return matchCount === matchLines ? matches : `${matches} in ${matchLines.toLocaleString("en")} lines`;
}

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean | undefined;
  readonly onToggle: (isOn: boolean) => void;
  readonly children: ReactNode;
}

function Toggle({ label, isOn = false, onToggle, children }: ToggleProps) {
  return (
    <ActionIcon
      size="sm"
      variant={isOn ? "light" : "subtle"}
      color={isOn ? undefined : "gray"}
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onClick={() => onToggle(!isOn)}
    >
      {children}
    </ActionIcon>
  );
}

/** What is being typed: told on once it pauses, and replaced when the address changes by other means. */
function useDraftText(value: string, onPause: (text: string) => void): [string, (text: string) => void] {
  const [draft, setDraft] = useState(value);
  const [known, setKnown] = useState(value);
  const told = useRef(onPause);
  useEffect(() => {
    told.current = onPause;
  });
  if (known !== value) {
    setKnown(value);
    setDraft(value);
  }
  useEffect(() => {
    if (draft === known) return;
    const timer = setTimeout(() => told.current(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, known]);
  return [draft, setDraft];
}
