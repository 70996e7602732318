import { TextInput } from "@mantine/core";
import { LineTextarea } from "../LineTextarea.tsx";
import type { FormField } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { CheckField } from "./CheckField.tsx";
import { textProps } from "./fieldProps.ts";
import { FoldSection } from "./FoldSection.tsx";
import { PlaceFields } from "./PlaceFields.tsx";
import { ShellWords } from "./ShellWords.tsx";

const FIELDS: readonly FormField[] = ["entrypoint", "workingDir", "shm", "passConfig", "privileged"];

/** Every job that is run again comes with its place. */
const PLACE: readonly FormField[] = ["org", "project"];

/** How the container is started and with which rights, and for whom. */
export function AdvancedFields({ control }: { readonly control: FormControl }) {
  return (
    <FoldSection title="Advanced" control={control} fields={FIELDS} quietFields={PLACE}>
      <LineTextarea
        label="Entrypoint"
        classNames={{ input: "jd-mono" }}
        {...textProps(control, "entrypoint", "In place of the image's own; the command follows it as its arguments.")}
      />
      <ShellWords line={control.form.entrypoint} />
      <TextInput
        label="Working directory"
        placeholder="/work"
        spellCheck={false}
        classNames={{ input: "jd-mono" }}
        {...textProps(control, "workingDir", "Where the command starts: an absolute path in the job.")}
      />
      <CheckField
        control={control}
        field="shm"
        label="Large shared memory"
        hint="As much as the job's memory in /dev/shm, e.g. for loaders with many workers."
      />
      <CheckField
        control={control}
        field="passConfig"
        label="Access to this platform"
        hint="Gives the job what it needs to start and watch jobs in your name."
      />
      <CheckField
        control={control}
        field="privileged"
        label="Privileged"
        hint="Gives the job the rights of its machine."
      />
      <PlaceFields control={control} />
    </FoldSection>
  );
}
