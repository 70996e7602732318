import { Textarea } from "@mantine/core";
import { useState } from "react";
import { parseRunCommand } from "../../../lib/runCommand/parseRunCommand.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import { LeftOut } from "./LeftOut.tsx";
import type { FoundRequest } from "./linkRequest.ts";
import classes from "./StartTools.module.css";

export interface PasteDialogProps {
  readonly onTake: (found: FoundRequest) => void;
  readonly onClose: () => void;
}

const EXAMPLE = "apolo run --preset cpu-small --env LR=0.1 python:3.13-slim -- python train.py";

/** Fills the form in from a command line or JSON, and says before what of it cannot be carried over. */
export default function PasteDialog({ onTake, onClose }: PasteDialogProps) {
  const [text, setText] = useState("");
  const read = text.trim() === "" ? undefined : parseRunCommand(text);
  const take = () => {
    if (!read?.ok) return;
    onTake(read);
    onClose();
  };
  return (
    <DialogForm
      size="lg"
      title="Paste a command"
      submitLabel="Fill in the form"
      blocked={!read?.ok}
      isPending={false}
      error={null}
      onSubmit={take}
      onClose={onClose}
    >
      <Textarea
        label="Command line or JSON"
        description="apolo run …, neuro run …, docker run …, podman run … or the JSON of a start request. Nothing is started yet."
        placeholder={EXAMPLE}
        autosize
        minRows={5}
        maxRows={14}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={read && !read.ok ? read.reason : undefined}
        classNames={{ input: "jd-mono" }}
        data-autofocus
      />
      <div role="status" aria-label="What was read" className={classes.read}>
        {read?.ok && (
          <>
            <Taken request={{ ...read.request, ...read.own }} />
            <LeftOut lines={read.leftOut} />
          </>
        )}
      </div>
    </DialogForm>
  );
}

/** What would be filled in, by the names on the wire. */
function Taken({ request }: { readonly request: object }) {
  return (
    <dl className={classes.taken} aria-label="To be filled in">
      {Object.entries(request).map(([field, value]) => (
        <div key={field} className={classes.takenField}>
          <dt>{field}</dt>
          <dd className="jd-mono">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
