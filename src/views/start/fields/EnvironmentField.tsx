import type { ClipboardEvent } from "react";
import { parseEnvText } from "../../../lib/envText.ts";
import { replaceEnv } from "../envRows.ts";
import { LineTextarea } from "../LineTextarea.tsx";
import { updateRow } from "../rows.ts";
import type { EnvRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { RowsField } from "./RowsField.tsx";
import classes from "./RowsField.module.css";
import { VariableNameInput } from "./VariableNameInput.tsx";

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
          <VariableNameInput
            {...{ control, row }}
            field="env"
            label={`Name of variable ${number}`}
            onPaste={(event) => paste(event, row.key)}
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
