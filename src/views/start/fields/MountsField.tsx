import { Checkbox, TextInput } from "@mantine/core";
import { updateRow } from "../rows.ts";
import type { MountRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { RowsField } from "./RowsField.tsx";
import classes from "./RowsField.module.css";

export interface MountsFieldProps {
  readonly control: FormControl;
  readonly field: "volumes" | "disks" | "secretFiles";
  readonly legend: string;
  readonly hint: string;
  /** One of them, in the middle of a sentence: "disk". */
  readonly noun: string;
  readonly uriPlaceholder: string;
  readonly pathPlaceholder: string;
}

/** What the job sees among its files: an address and a path a row; whether it may write, where that can be chosen. */
export function MountsField({ control, field, legend, hint, noun, ...placeholders }: MountsFieldProps) {
  const rows = control.form[field];
  const set = (changed: readonly MountRow[]) => control.change({ [field]: changed });
  const text = (row: MountRow, part: "uri" | "path", label: string, placeholder: string) => (
    <TextInput
      className={part === "uri" ? classes.long : classes.short}
      aria-label={label}
      placeholder={placeholder}
      value={row[part]}
      onChange={(event) => set(updateRow(rows, row.key, { [part]: event.currentTarget.value }))}
      onBlur={() => control.leave(field)}
      autoFocus={part === "uri" && row.uri === "" && row.path === ""}
      error={Boolean(control.errors[field])}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      classNames={{ input: "jd-mono" }}
    />
  );
  return (
    <RowsField
      control={control}
      field={field}
      legend={legend}
      hint={hint}
      addLabel={`Add a ${noun}`}
      rows={rows}
      blank={{ uri: "", path: "", readOnly: true }}
      onChange={set}
      nameOf={(row, number) => (row.path === "" ? `${noun} ${number}` : row.path)}
    >
      {(row, number) => (
        <>
          {text(row, "uri", `Address of ${noun} ${number}`, placeholders.uriPlaceholder)}
          {text(row, "path", `Path of ${noun} ${number}`, placeholders.pathPlaceholder)}
          {field !== "secretFiles" && (
            <Checkbox
              size="xs"
              className={classes.check}
              label="Read only"
              aria-label={`Read only: ${noun} ${number}`}
              checked={row.readOnly}
              onChange={(event) => set(updateRow(rows, row.key, { readOnly: event.currentTarget.checked }))}
            />
          )}
        </>
      )}
    </RowsField>
  );
}
