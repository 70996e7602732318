import { TextInput } from "@mantine/core";
import type { ClipboardEvent } from "react";
import { parseEnvText } from "../../../lib/envText.ts";
import { replaceEnv } from "../envRows.ts";
import { isWrongName } from "../formErrors.ts";
import { LineTextarea } from "../LineTextarea.tsx";
import { updateRow } from "../rows.ts";
import type { EnvRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { PLAIN_TEXT } from "./fieldProps.ts";
import { RowsField } from "./RowsField.tsx";
import classes from "./RowsField.module.css";

/** Environment variables, one row each; pasted KEY=VALUE lines become rows. */
export function EnvironmentField({ control }: { readonly control: FormControl }) {
  const rows = control.form.env;
  const set = (env: readonly EnvRow[]) => control.change({ env });
  const paste = (event: ClipboardEvent, key: number) => {
    const entries = parseEnvText(event.clipboardData.getData("text"));
    if (!entries) return;
    event.preventDefault();
    set(replaceEnv(rows, key, entries));
  };
  return (
    <RowsField
      control={control}
      field="env"
      legend="Environment"
      hint=""
      rowsHint="Paste KEY=VALUE lines into a name to add many."
      addLabel="Add a variable"
      rows={rows}
      blank={{ name: "", value: "" }}
      onChange={set}
      nameOf={nameOf}
    >
      {(row, number) => (
        <>
          <TextInput
            className={classes.short}
            aria-label={`Name of variable ${number}`}
            placeholder="NAME"
            value={row.name}
            onChange={(event) => set(updateRow(rows, row.key, { name: event.currentTarget.value }))}
            onPaste={(event) => paste(event, row.key)}
            onBlur={() => control.leave("env")}
            // A row that was just added is typed into next.
            autoFocus={row.name === "" && row.value === ""}
            error={control.errors.env !== undefined && isWrongName(row, rows)}
            {...PLAIN_TEXT}
          />
          <LineTextarea
            className={classes.long}
            aria-label={`Value of ${nameOf(row, number)}`}
            placeholder="value"
            value={row.value}
            onChange={(event) => set(updateRow(rows, row.key, { value: event.currentTarget.value }))}
            classNames={{ input: "jd-mono" }}
          />
        </>
      )}
    </RowsField>
  );
}

function nameOf(row: EnvRow, number: number): string {
  return row.name === "" ? `variable ${number}` : row.name;
}
