import { Checkbox, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { updateRow } from "../rows.ts";
import type { MountRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { RowsField } from "./RowsField.tsx";
import classes from "./RowsField.module.css";
import { UriField, type UriOption } from "./UriField.tsx";

export interface MountsFieldProps {
  readonly control: FormControl;
  readonly field: "volumes" | "disks" | "secretFiles";
  readonly legend: string;
  readonly hint: string;
  /** One of them, in the middle of a sentence: "disk". */
  readonly noun: string;
  readonly uriPlaceholder: string;
  readonly pathPlaceholder: string;
  /** What there is to pick from. */
  readonly options: readonly UriOption[];
  /** A button inside the address, which picks in another way. */
  readonly picker?: (row: MountRow, take: (uri: string) => void) => ReactNode;
}

/** What the job sees among its files: an address and a path a row; whether it may write, where that can be chosen. */
export function MountsField({
  control,
  field,
  legend,
  hint,
  noun,
  options,
  picker,
  ...placeholders
}: MountsFieldProps) {
  const rows = control.form[field];
  const set = (changed: readonly MountRow[]) => control.change({ [field]: changed });
  const isWrong = Boolean(control.errors[field]);
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
          <UriField
            label={`Address of ${noun} ${number}`}
            placeholder={placeholders.uriPlaceholder}
            value={row.uri}
            onChange={(uri) => set(updateRow(rows, row.key, { uri }))}
            onBlur={() => control.leave(field)}
            isWrong={isWrong}
            options={options}
            autoFocus={row.uri === "" && row.path === ""}
            rightSection={picker?.(row, (uri) => set(updateRow(rows, row.key, { uri })))}
          />
          <TextInput
            className={classes.short}
            aria-label={`Path of ${noun} ${number}`}
            placeholder={placeholders.pathPlaceholder}
            value={row.path}
            onChange={(event) => set(updateRow(rows, row.key, { path: event.currentTarget.value }))}
            onBlur={() => control.leave(field)}
            error={isWrong}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            classNames={{ input: "jd-mono" }}
          />
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
