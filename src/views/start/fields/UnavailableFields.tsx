import { Checkbox } from "@mantine/core";
import { formFieldOf } from "../startForm.ts";
import { CARRIED_LABELS } from "../carriedWords.ts";
import classes from "../StartPage.module.css";

/** What this form could send to another cluster but this one's engine cannot do, each with the reason. */
export function UnavailableFields({ unsupported }: { readonly unsupported: Readonly<Record<string, string>> }) {
  const fields = Object.entries(unsupported).filter(([wire]) => wire in CARRIED_LABELS && !formFieldOf(wire));
  if (fields.length === 0) return null;
  return (
    <fieldset className={classes.unavailable}>
      <legend className={classes.unavailableTitle}>Not available on this cluster</legend>
      {fields.map(([wire, reason]) => (
        <Checkbox
          key={wire}
          size="xs"
          disabled
          checked={false}
          readOnly
          label={CARRIED_LABELS[wire as keyof typeof CARRIED_LABELS]}
          description={reason}
        />
      ))}
    </fieldset>
  );
}
