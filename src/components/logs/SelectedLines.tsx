import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { lineText, type LineRange } from "../../lib/logAddress.ts";
import { notify } from "../../state/notice.ts";
import { copyLater } from "./copyText.ts";
import type { LogFeed } from "./logFeed.ts";
import type { TimeText } from "./logProtocol.ts";
import classes from "./LogPanel.module.css";

export interface SelectedLinesProps {
  readonly range: LineRange;
  readonly feed: LogFeed;
  readonly onClear: () => void;
}

/** The lines that the address names, and what can be done with them. */
export function SelectedLines({ range, feed, onClear }: SelectedLinesProps) {
  const [copied, setCopied] = useState<string>();
  const count = range.to - range.from + 1;

  async function linesOf(times: TimeText): Promise<string> {
    const from = await feed.indexOfLine({ source: 0, number: range.from });
    const behind = await feed.indexOfLine({ source: 0, number: range.to + 1 });
    return `${await feed.textOf(from, behind, times)}\n`;
  }

  function copy(what: string, text: Promise<string>): void {
    copyLater(text).then(
      () => setCopied(what),
      (error: unknown) => notify(`It could not be copied. ${String(error)}`),
    );
  }

  const button = (what: string, text: () => Promise<string>) => (
    <Button variant="default" size="compact-xs" onClick={() => copy(what, text())}>
      {copied === what ? "Copied" : what}
    </Button>
  );
  return (
    <div className={classes.selected} role="group" aria-label="Chosen lines">
      <span className={`jd-num ${classes.selectedWords}`}>
        {count === 1 ? `Line ${range.from + 1}` : `Lines ${lineText(range).replace("-", "–")}`}
      </span>
      <span className={classes.selectedActions}>
        {button("Copy", () => linesOf("none"))}
        {button("Copy with times", () => linesOf("utc"))}
        {button("Copy link", () => Promise.resolve(window.location.href))}
      </span>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Choose no line" onClick={onClear}>
        <IconX size={14} />
      </ActionIcon>
    </div>
  );
}
