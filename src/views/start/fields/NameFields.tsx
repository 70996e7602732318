import { TagsInput, TextInput } from "@mantine/core";
import { MAX_TAGS } from "../../../../contract/names.ts";
import { LineTextarea } from "../LineTextarea.tsx";
import classes from "../StartPage.module.css";
import type { FormControl } from "../useStartForm.ts";
import { textProps } from "./fieldProps.ts";

/** How people find the job again: name, tags and description. */
export function NameFields({ control }: { readonly control: FormControl }) {
  const { form, change, errors, leave, unavailable } = control;
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="Name"
          description="Lower-case letters, digits and single dashes."
          placeholder="train-1"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          {...textProps(control, "name")}
        />
        <TagsInput
          label="Tags"
          description="Enter, comma or blank ends a tag."
          placeholder={form.tags.length === 0 ? "project:vision" : undefined}
          value={[...form.tags]}
          onChange={(tags) => change({ tags })}
          onBlur={() => leave("tags")}
          error={errors.tags}
          disabled={unavailable("tags") !== undefined}
          maxTags={MAX_TAGS}
          splitChars={[",", " "]}
          comboboxProps={{ withinPortal: true }}
        />
      </div>
      <LineTextarea label="Description" spellCheck {...textProps(control, "description")} />
    </>
  );
}
