import { ActionIcon } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy, IconX } from "@tabler/icons-react";
import classes from "./CopyText.module.css";

export interface CopyTextProps {
  /** What is copied. */
  readonly value: string;
  /** What is shown instead of the value, e.g. its short form. */
  readonly text?: string;
  /** What the value is, for the button's name: "the id". */
  readonly what: string;
}

/** A value in monospace with a button that copies it. */
export function CopyText({ value, text, what }: CopyTextProps) {
  const clipboard = useClipboard({ timeout: 1500 });
  const outcome = clipboard.error ? `Could not copy ${what}` : clipboard.copied ? "Copied" : undefined;
  return (
    <span className={classes.copy}>
      <span className={`jd-mono ${classes.text}`} title={value}>
        {text ?? value}
      </span>
      <ActionIcon
        size={20}
        variant="subtle"
        color="gray"
        className={classes.button}
        aria-label={`Copy ${what}`}
        title={outcome ?? `Copy ${what}`}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          clipboard.copy(value);
        }}
      >
        {clipboard.error ? <IconX size={13} /> : clipboard.copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
      </ActionIcon>
      <span className="jd-visually-hidden" role="status">
        {outcome}
      </span>
    </span>
  );
}
