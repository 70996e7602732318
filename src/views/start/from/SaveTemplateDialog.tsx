import { TextInput } from "@mantine/core";
import { useState } from "react";
import { notify } from "../../../state/notice.ts";
import { saveTemplate, useTemplates, type Template } from "../../../state/templates.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import classes from "./StartTools.module.css";

export interface SaveTemplateDialogProps {
  /** What is kept. */
  readonly template: Omit<Template, "name">;
  readonly onClose: () => void;
}

/** Keeps the form under a name. */
export default function SaveTemplateDialog({ template, onClose }: SaveTemplateDialogProps) {
  const [text, setText] = useState(template.request.name ?? "");
  const name = text.trim();
  const isKnown = useTemplates().some((known) => known.name === name);
  const save = () => {
    saveTemplate({ ...template, name });
    notify(`Saved the template “${name}”.`);
    onClose();
  };
  return (
    <DialogForm
      size="lg"
      title="Save as a template"
      submitLabel={isKnown ? "Replace" : "Save"}
      blocked={name === ""}
      isPending={false}
      error={null}
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput
        label="Template name"
        description={isKnown ? "Replaces the template of this name." : "Shown in the menu Templates."}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={80}
        autoComplete="off"
        data-autofocus
      />
      <p className={classes.text}>
        It stays in this browser, with every value as it is in the form. Keep passwords in secrets instead of variables.
      </p>
    </DialogForm>
  );
}
