import { isWrongName } from "../formErrors.ts";
import { updateRow } from "../rows.ts";
import type { EnvRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { RowsField } from "./RowsField.tsx";
import { UriField, type UriOption } from "./UriField.tsx";
import { VariableNameInput } from "./VariableNameInput.tsx";

export interface SecretEnvFieldProps {
  readonly control: FormControl;
  readonly options: readonly UriOption[];
}

/** Variables that the platform fills from its secrets; the values never come here. */
export function SecretEnvField({ control, options }: SecretEnvFieldProps) {
  const rows = control.form.secretEnv;
  const set = (secretEnv: readonly EnvRow[]) => control.change({ secretEnv });
  const isChecked = control.errors.secretEnv !== undefined;
  const hasWrongName = rows.some((row) => isWrongName(row, rows));
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
      nameOf={nameOf}
    >
      {(row, number) => (
        <>
          <VariableNameInput {...{ control, row }} field="secretEnv" label={`Name of secret variable ${number}`} />
          <UriField
            label={`Secret of ${nameOf(row, number)}`}
            placeholder="secret://cluster/project/key"
            value={row.value}
            onChange={(value) => set(updateRow(rows, row.key, { value }))}
            onBlur={() => control.leave("secretEnv")}
            isWrong={isChecked && !hasWrongName}
            options={options}
          />
        </>
      )}
    </RowsField>
  );
}

function nameOf(row: EnvRow, number: number): string {
  return row.name === "" ? `secret variable ${number}` : row.name;
}
