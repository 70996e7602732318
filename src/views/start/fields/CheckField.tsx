import { Checkbox } from "@mantine/core";
import type { FormField, StartForm } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";

export interface CheckFieldProps {
  readonly control: FormControl;
  readonly field: { [F in FormField]: StartForm[F] extends boolean ? F : never }[FormField];
  readonly label: string;
  readonly hint?: string;
  readonly className?: string;
  /** Why it makes no difference now. */
  readonly idle?: string;
}

/** A yes or no. What the cluster cannot do says why; where it came from another job it can still be taken away. */
export function CheckField({ control, field, label, hint, className, idle }: CheckFieldProps) {
  const { form, change, errors, unavailable } = control;
  const reason = unavailable(field) ?? idle;
  return (
    <Checkbox
      size="xs"
      className={className}
      label={label}
      description={unavailable(field) ?? hint}
      error={errors[field]}
      disabled={reason !== undefined && !form[field]}
      title={reason}
      checked={form[field]}
      onChange={(event) => change({ [field]: event.currentTarget.checked })}
    />
  );
}
