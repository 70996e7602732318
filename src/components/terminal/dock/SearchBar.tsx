import { ActionIcon, CloseButton, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconLetterCase, IconLetterW, IconRegex } from "@tabler/icons-react";
import { useEffect, useState, type KeyboardEvent, type ReactNode } from "react";
import type { SearchOptions, SearchResult, TerminalScreen } from "../terminalScreen.ts";
import classes from "./Dock.module.css";

export interface SearchBarProps {
  readonly screen: Pick<TerminalScreen, "search" | "onSearchResult">;
  readonly onClose: () => void;
}

/** Looks for a text in all that the terminal still has. */
export function SearchBar({ screen, onClose }: SearchBarProps) {
  const [text, setText] = useState("");
  const [options, setOptions] = useState<SearchOptions>({ caseSensitive: false, regex: false, wholeWord: false });
  const [result, setResult] = useState<SearchResult>({ index: -1, count: 0 });
  const isBroken = options.regex && !isRegex(text);
  useEffect(() => screen.onSearchResult(setResult), [screen]);
  useEffect(() => {
    if (!isBroken) screen.search(text, "next", options);
  }, [screen, text, options, isBroken]);
  useEffect(() => () => screen.search("", "next", { caseSensitive: false, regex: false, wholeWord: false }), [screen]);
  const go = (direction: "next" | "previous") => {
    if (text !== "" && !isBroken) screen.search(text, direction, options);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    if (event.key === "Enter") go(event.shiftKey ? "previous" : "next");
  };
  const toggle = (name: keyof SearchOptions) => setOptions({ ...options, [name]: !options[name] });
  return (
    <search className={classes.search}>
      <TextInput
        size="xs"
        className={classes.searchField}
        aria-label="Search the terminal for"
        placeholder="Search"
        value={text}
        error={isBroken}
        autoFocus
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Toggle label="Match case" isOn={options.caseSensitive} onClick={() => toggle("caseSensitive")}>
        <IconLetterCase size={14} />
      </Toggle>
      <Toggle label="Whole word" isOn={options.wholeWord} onClick={() => toggle("wholeWord")}>
        <IconLetterW size={14} />
      </Toggle>
      <Toggle label="Regular expression" isOn={options.regex} onClick={() => toggle("regex")}>
        <IconRegex size={14} />
      </Toggle>
      <span className={classes.searchCount} role="status">
        {text === "" ? "" : isBroken ? "Not a regular expression" : countWords(result)}
      </span>
      <Toggle label="Previous match" onClick={() => go("previous")}>
        <IconArrowUp size={14} />
      </Toggle>
      <Toggle label="Next match" onClick={() => go("next")}>
        <IconArrowDown size={14} />
      </Toggle>
      <CloseButton size="sm" aria-label="Close the search" onClick={onClose} />
    </search>
  );
}

interface ToggleProps {
  readonly label: string;
  /** Undefined for a button that does something once. */
  readonly isOn?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Toggle({ label, isOn, onClick, children }: ToggleProps) {
  return (
    <ActionIcon
      variant={isOn ? "light" : "subtle"}
      color={isOn ? undefined : "gray"}
      size="sm"
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}

function countWords({ index, count }: SearchResult): string {
  if (count === 0) return "No match";
  return index < 0 ? `${count} matches` : `${index + 1} of ${count}`;
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
