import { TextInput } from "@mantine/core";
import type { ClipboardEvent } from "react";
import { isWrongName } from "../formErrors.ts";
import { updateRow } from "../rows.ts";
import type { EnvRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { PLAIN_TEXT } from "./fieldProps.ts";
import classes from "./RowsField.module.css";

export interface VariableNameInputProps {
  readonly control: FormControl;
  readonly field: "env" | "secretEnv";
  readonly row: EnvRow;
  readonly label: string;
  readonly onPaste?: (event: ClipboardEvent) => void;
}

/** The name of an environment variable, in its row. */
export function VariableNameInput({ control, field, row, label, onPaste }: VariableNameInputProps) {
  const rows = control.form[field];
  return (
    <TextInput
      className={classes.short}
      aria-label={label}
      placeholder="NAME"
      value={row.name}
      onChange={(event) => control.change({ [field]: updateRow(rows, row.key, { name: event.currentTarget.value }) })}
      onPaste={onPaste}
      onBlur={() => control.leave(field)}
      // A row that was just added is typed into next.
      autoFocus={row.name === "" && row.value === ""}
      error={control.errors[field] !== undefined && isWrongName(row, rows)}
      {...PLAIN_TEXT}
    />
  );
}
