import { Button, Checkbox, NativeSelect, Popover, TagsInput, TextInput } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { memo } from "react";
import type { LogAddress } from "../../lib/logAddress.ts";
import { LEVEL_CHOICES, type LevelChoice } from "../../lib/logStore/levelNames.ts";
import classes from "./LogToolbar.module.css";

export interface LogFilterMenuProps {
  readonly address: LogAddress;
  readonly onChange: (change: Partial<LogAddress>) => void;
}

const LEVEL_WORDS: Readonly<Record<LevelChoice, string>> = {
  error: "Error",
  warn: "Warning",
  info: "Info",
  debug: "Debug",
  none: "No level",
};
const CONTEXTS = [0, 1, 2, 5, 10, 50];

/** Which lines are shown: those that match, those of some levels, those of a time; and words to be coloured. */
export const LogFilterMenu = memo(function LogFilterMenu({ address, onChange }: LogFilterMenuProps) {
  const { level = [], mark = [], only, since, until } = address;
  const count = [level.length > 0, only !== undefined, since !== undefined || until !== undefined].filter(
    Boolean,
  ).length;
  return (
    <Popover position="bottom-end" width={300} trapFocus withRoles={false} transitionProps={{ duration: 80 }}>
      <Popover.Target>
        <Button
          variant={count > 0 ? "light" : "default"}
          size="compact-sm"
          leftSection={<IconFilter size={14} aria-hidden />}
          aria-haspopup="dialog"
          title="Filter"
        >
          {count > 0 ? <span data-facts>{`Filter (${count})`}</span> : "Filter"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Filter" className={classes.menu}>
        <NativeSelect
          size="xs"
          label="Lines that match the search"
          value={only ?? ""}
          onChange={({ currentTarget: { value } }) => onChange({ only: value === "" ? undefined : Number(value) })}
          data={[
            { value: "", label: "All lines" },
            ...CONTEXTS.map((lines) => ({
              value: String(lines),
              label: lines === 0 ? "Only these" : `These and ${lines} around each`,
            })),
          ]}
        />
        <Checkbox.Group
          size="xs"
          label="Levels"
          value={[...level]}
          onChange={(values) => onChange({ level: LEVEL_CHOICES.filter((choice) => values.includes(choice)) })}
        >
          <div className={classes.levels}>
            {LEVEL_CHOICES.map((choice) => (
              <Checkbox key={choice} size="xs" value={choice} label={LEVEL_WORDS[choice]} />
            ))}
          </div>
        </Checkbox.Group>
        <TimeField label="Since" value={since} onChange={(value) => onChange({ since: value })} />
        <TimeField label="Until" value={until} onChange={(value) => onChange({ until: value })} />
        <TagsInput
          size="xs"
          label="Highlight words"
          placeholder={mark.length === 0 ? "A word, then Enter" : ""}
          value={[...mark]}
          onChange={(words) => onChange({ mark: words })}
        />
        {count > 0 && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            onClick={() => onChange({ level: undefined, only: undefined, since: undefined, until: undefined })}
          >
            Show all lines
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
});

interface TimeFieldProps {
  readonly label: string;
  /** ISO 8601. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A moment in the reader's own zone, to the second. */
function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <TextInput
      size="xs"
      label={label}
      type="datetime-local"
      step={1}
      value={value === undefined ? "" : localText(value)}
      onChange={({ currentTarget: { value: text } }) => {
        const timeMs = Date.parse(text);
        onChange(Number.isNaN(timeMs) ? undefined : new Date(timeMs).toISOString());
      }}
    />
  );
}

function localText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
