import { TextInput } from "@mantine/core";
import { useEndWords } from "../endWords.ts";
import type { FormControl } from "../useStartForm.ts";
import { textProps } from "./fieldProps.ts";

/** How long the job may run, and when that would be over. */
export function LifeSpanField({ control }: { readonly control: FormControl }) {
  const end = useEndWords(control.form.lifeSpan);
  return (
    <TextInput
      label="Life span"
      placeholder="1d2h30m"
      {...textProps(
        control,
        "lifeSpan",
        end === "" ? "Ends the job after so much run time." : `Started now, it would end on ${end}.`,
      )}
    />
  );
}
