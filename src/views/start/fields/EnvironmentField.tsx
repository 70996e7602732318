import { ActionIcon, Button, Input, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef, type ClipboardEvent } from "react";
import { parseEnvText } from "../../../lib/envText.ts";
import { appendEnv, removeEnv, replaceEnv, updateEnv } from "../envRows.ts";
import { LineTextarea } from "../LineTextarea.tsx";
import type { EnvRow } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import classes from "./EnvironmentField.module.css";

const ERROR_ID = "environment-error";

/** Environment variables, one row each; pasted KEY=VALUE lines become rows. */
export function EnvironmentField({ control }: { readonly control: FormControl }) {
  const { form, change, errors, leave } = control;
  const addButton = useRef<HTMLButtonElement>(null);
  const set = (env: readonly EnvRow[]) => change({ env });
  const paste = (event: ClipboardEvent, key: number) => {
    const entries = parseEnvText(event.clipboardData.getData("text"));
    if (!entries) return;
    event.preventDefault();
    set(replaceEnv(form.env, key, entries));
  };
  return (
    <fieldset className={classes.fieldset} aria-describedby={errors.env ? ERROR_ID : undefined}>
      <legend className={classes.legend}>Environment</legend>
      {form.env.map((row, index) => (
        <div key={row.key} className={classes.row}>
          <TextInput
            aria-label={`Name of variable ${index + 1}`}
            placeholder="NAME"
            value={row.name}
            onChange={(event) => set(updateEnv(form.env, row.key, { name: event.currentTarget.value }))}
            onPaste={(event) => paste(event, row.key)}
            onBlur={() => leave("env")}
            // A row that was just added is typed into next.
            autoFocus={row.name === "" && row.value === ""}
            error={Boolean(errors.env)}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            classNames={{ input: "jd-mono" }}
          />
          <LineTextarea
            aria-label={`Value of ${row.name === "" ? `variable ${index + 1}` : row.name}`}
            placeholder="value"
            value={row.value}
            onChange={(event) => set(updateEnv(form.env, row.key, { value: event.currentTarget.value }))}
            classNames={{ input: "jd-mono" }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={`Remove ${row.name === "" ? `variable ${index + 1}` : row.name}`}
            onClick={() => {
              set(removeEnv(form.env, row.key));
              addButton.current?.focus();
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <div className={classes.foot}>
        <Button
          ref={addButton}
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set(appendEnv(form.env))}
        >
          Add a variable
        </Button>
        {errors.env ? (
          <Input.Error id={ERROR_ID}>{errors.env}</Input.Error>
        ) : (
          form.env.length > 0 && <span className={classes.hint}>Paste KEY=VALUE lines into a name to add many.</span>
        )}
      </div>
    </fieldset>
  );
}
