import { TextInput } from "@mantine/core";
import type { ClipboardEvent } from "react";
import { parseEnvText } from "../../../lib/envText.ts";
import { replaceEnv } from "../envRows.ts";
import { LineTextarea } from "../LineTextarea.tsx";
import { updateRow } from "../rows.ts";
import type { EnvRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
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
            error={Boolean(control.errors.env)}
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

/** Variables that the platform fills from its secrets; the values never come here. */
export function SecretEnvField({ control }: { readonly control: FormControl }) {
  const rows = control.form.secretEnv;
  const set = (secretEnv: readonly EnvRow[]) => control.change({ secretEnv });
  return (
    <RowsField
      control={control}
      field="secretEnv"
      legend="Secret environment"
      hint="Variables filled from secrets: only the job sees the values."
      addLabel="Add a secret variable"
      rows={rows}
      blank={{ name: "", value: "" }}
      onChange={set}
      nameOf={(row, number) => (row.name === "" ? `secret variable ${number}` : row.name)}
    >
      {(row, number) => (
        <>
          <TextInput
            className={classes.short}
            aria-label={`Name of secret variable ${number}`}
            placeholder="NAME"
            value={row.name}
            onChange={(event) => set(updateRow(rows, row.key, { name: event.currentTarget.value }))}
            onBlur={() => control.leave("secretEnv")}
            autoFocus={row.name === "" && row.value === ""}
            error={Boolean(control.errors.secretEnv)}
            {...PLAIN_TEXT}
          />
          <TextInput
            className={classes.long}
            aria-label={`Secret of ${row.name === "" ? `secret variable ${number}` : row.name}`}
            placeholder="secret://cluster/project/key"
            value={row.value}
            onChange={(event) => set(updateRow(rows, row.key, { value: event.currentTarget.value }))}
            onBlur={() => control.leave("secretEnv")}
            error={Boolean(control.errors.secretEnv)}
            {...PLAIN_TEXT}
          />
        </>
      )}
    </RowsField>
  );
}

const PLAIN_TEXT = {
  spellCheck: false,
  autoCapitalize: "off",
  autoComplete: "off",
  classNames: { input: "jd-mono" },
} as const;

function nameOf(row: EnvRow, number: number): string {
  return row.name === "" ? `variable ${number}` : row.name;
}
