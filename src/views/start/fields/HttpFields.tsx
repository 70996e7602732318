import { TextInput } from "@mantine/core";
import classes from "../StartPage.module.css";
import type { FormControl } from "../useStartForm.ts";
import { CheckField } from "./CheckField.tsx";
import { textProps } from "./fieldProps.ts";

/** The job's own web page, if it serves one. */
export function HttpFields({ control }: { readonly control: FormControl }) {
  const isIdle = control.form.httpPort.trim() === "";
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="HTTP port"
          placeholder="8080"
          inputMode="numeric"
          classNames={{ input: "jd-num" }}
          {...textProps(control, "httpPort", "Where the job serves a web page, if it does.")}
        />
        <TextInput
          label="Health check"
          placeholder="/healthz"
          spellCheck={false}
          autoCapitalize="off"
          classNames={{ input: "jd-mono" }}
          {...textProps(control, "healthCheckPath", "The path that answers once the page is ready.")}
          {...(isIdle && control.form.healthCheckPath === "" && { disabled: true })}
        />
      </div>
      <CheckField
        control={control}
        field="httpRequiresAuth"
        label="Only for those signed in"
        idle={isIdle ? "There is no HTTP port." : undefined}
      />
    </>
  );
}
