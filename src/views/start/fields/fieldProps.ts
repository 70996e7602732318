import type { InputWrapperProps } from "@mantine/core";
import type { ChangeEvent } from "react";
import type { FormField, StartForm } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";

/** The fields that hold one text. */
export type TextField = { [F in FormField]: StartForm[F] extends string ? F : never }[FormField];

/** An error stands where the hint stood: nothing below moves away from the pointer when a field is left. */
const ORDER: NonNullable<InputWrapperProps["inputWrapperOrder"]> = ["label", "description", "error", "input"];

/** The label's surroundings of any field: its hint, or what is wrong; a field that the cluster cannot do says why. */
export function fieldProps(control: FormControl, field: FormField, hint: string) {
  const reason = control.unavailable(field);
  const error = control.errors[field];
  return {
    inputWrapperOrder: ORDER,
    description: error === undefined ? (reason ?? hint) : undefined,
    error,
    disabled: reason !== undefined,
    title: reason,
    onBlur: () => control.leave(field),
  };
}

/** What connects a text input to a form's field. */
export function textProps(control: FormControl, field: TextField, hint: string) {
  return {
    ...fieldProps(control, field, hint),
    value: control.form[field],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      control.change({ [field]: event.currentTarget.value }),
  };
}

/** A text that is no language: a name, an address. */
export const PLAIN_TEXT = {
  spellCheck: false,
  autoCapitalize: "off",
  autoComplete: "off",
  classNames: { input: "jd-mono" },
} as const;
