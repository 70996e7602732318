import type { ChangeEvent } from "react";
import type { FormField, StartForm } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";

/** The fields that hold one text. */
export type TextField = { [F in FormField]: StartForm[F] extends string ? F : never }[FormField];

/** What connects a text input to a form's field; a field that the cluster cannot do is disabled and says why. */
export function textProps(control: FormControl, field: TextField) {
  const { form, change, errors, leave, unavailable } = control;
  const reason = unavailable(field);
  return {
    value: form[field],
    error: errors[field],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      change({ [field]: event.currentTarget.value }),
    onBlur: () => leave(field),
    ...(reason === undefined ? {} : { disabled: true, description: reason, title: reason }),
  };
}
