import { TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MAX_TAGS } from "../../../../contract/names.ts";
import { tagsQuery } from "../../../api/queries/tags.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { LineTextarea } from "../LineTextarea.tsx";
import classes from "../StartPage.module.css";
import { useNameHolder } from "../useNameHolder.ts";
import type { FormControl } from "../useStartForm.ts";
import { fieldProps, textProps } from "./fieldProps.ts";

/** How people find the job again: name, tags and description. */
export function NameFields({ control }: { readonly control: FormControl }) {
  const { form, change } = control;
  const holder = useNameHolder(control);
  const { data: known } = useQuery(tagsQuery(useClient()));
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="Name"
          placeholder="train-1"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          {...textProps(control, "name", NAME_HINTS[holder.kind])}
          {...(holder.kind === "taken" && !control.errors.name && { error: holder.sentence, description: undefined })}
        />
        <TagsInput
          label="Tags"
          placeholder={form.tags.length === 0 ? "project:vision" : undefined}
          value={[...form.tags]}
          onChange={(tags) => change({ tags: splitTags(tags) })}
          data={known}
          maxTags={MAX_TAGS}
          splitChars={[",", " "]}
          {...fieldProps(control, "tags", "Enter, comma or blank ends a tag.")}
        />
      </div>
      <LineTextarea label="Description" spellCheck {...textProps(control, "description", "What it is for.")} />
    </>
  );
}

const NAME_HINTS = {
  unknown: "Lower-case letters, digits and single dashes.",
  free: "This name is free.",
  taken: "",
} as const;

/** Pasted text may hold several tags; a tag has no blank in it, and here no comma. */
function splitTags(tags: readonly string[]): string[] {
  return [...new Set(tags.flatMap((tag) => tag.split(/[\s,]+/)).filter((tag) => tag !== ""))];
}
