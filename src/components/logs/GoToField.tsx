import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import classes from "./LogToolbar.module.css";

export interface GoToFieldProps {
  /** A line's number, from 0. */
  readonly onLine: (number: number) => void;
  readonly onTime: (timestampMs: number) => void;
}

/** Goes to a line by its number or by its time. */
export function GoToField({ onLine, onTime }: GoToFieldProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const target = readTarget(text, new Date());
    setProblem(target ? undefined : "Write a line's number, or a time: 14:30, 2026-01-31 14:30:05.");
    if (target?.type === "line") onLine(target.number);
    else if (target) onTime(target.timestampMs);
  }

  return (
    <form className={classes.goTo} onSubmit={submit}>
      <TextInput
        size="xs"
        label="Go to line or time"
        placeholder="120000 or 14:30:05"
        value={text}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="xs">
        Go
      </Button>
    </form>
  );
}

type Target =
  | { readonly type: "line"; readonly number: number }
  | { readonly type: "time"; readonly timestampMs: number };

/** Reads `120,000` as a line and `14:30`, `2026-01-31 14:30:05` or an ISO time as a moment; a time alone is today's. */
export function readTarget(text: string, today: Date): Target | undefined {
  const trimmed = text.trim();
  if (/^\d[\d,_ ]*$/.test(trimmed)) {
    const number = Number(trimmed.replace(/[,_ ]/g, ""));
    return number >= 1 ? { type: "line", number: number - 1 } : undefined;
  }
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d(?:\.\d+)?))?$/.exec(trimmed);
  if (clock) {
    const moment = new Date(today);
    moment.setHours(Number(clock[1]), Number(clock[2]), 0, 0);
    return { type: "time", timestampMs: moment.getTime() + Number(clock[3] ?? 0) * 1000 };
  }
  const timestampMs = /^\d{4}-\d\d-\d\d/.test(trimmed) ? Date.parse(trimmed.replace(" ", "T")) : NaN;
  return Number.isNaN(timestampMs) ? undefined : { type: "time", timestampMs };
}
