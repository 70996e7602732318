import { TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useClient } from "../../../components/ClientContext.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { notify } from "../../../state/notice.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../../ui/dialog/DialogFrame.tsx";
import classes from "./dialogs.module.css";
import type { JobDialogProps } from "./jobDialog.ts";
import { nextSaveState, SAVE_BEGINS, type SaveState } from "./saveSteps.ts";

/** Saves what is in a job's container as an image, step by step; closing the dialog gives it up. */
export default function SaveDialog({ job, ...dialog }: JobDialogProps) {
  const client = useClient();
  const [image, setImage] = useState("");
  const [state, setState] = useState<SaveState>();
  const abort = useRef<AbortController>(undefined);
  const save = useMutation({
    mutationFn: async (name: string) => {
      abort.current = new AbortController();
      const { signal } = abort.current;
      setState(SAVE_BEGINS);
      for await (const step of client.save(job.id, name, { signal }))
        setState((now = SAVE_BEGINS) => nextSaveState(now, step));
    },
    onSuccess: (_, name) => notify(`Saved ${jobLabel(job)} as ${name}.`),
  });
  const giveUp = () => abort.current?.abort(new DOMException("The dialog was closed.", "AbortError"));
  useEffect(() => giveUp, []);
  const close = () => {
    giveUp();
    dialog.onClose();
  };
  const name = image.trim();
  return (
    <DialogForm
      {...dialog}
      onClose={close}
      title={`Save ${jobLabel(job)} as an image`}
      submitLabel="Save"
      blocked={name === "" || /\s/.test(name)}
      isPending={save.isPending}
      error={save.error?.name === "AbortError" ? null : save.error}
      onSubmit={() => save.mutate(name, { onSuccess: dialog.onClose })}
    >
      <DialogText>Keeps the files in its container as they are now. The job waits while they are copied.</DialogText>
      <TextInput
        label="Image"
        description="Under which name, e.g. image://cluster/org/project/name:tag"
        value={image}
        error={/\s/.test(name) ? "Must not have white space" : undefined}
        onChange={(event) => setImage(event.currentTarget.value)}
        disabled={save.isPending}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        classNames={{ input: "jd-mono" }}
        data-autofocus
      />
      {state && save.isPending && <Progress state={state} />}
    </DialogForm>
  );
}

function Progress({ state }: { readonly state: SaveState }) {
  return (
    <div role="status" aria-label="Progress">
      <DialogText>
        {state.phase === "committing" ? "Copying the files…" : (state.status ?? "Storing the image…")}
      </DialogText>
      <ul className={classes.layers}>
        {state.layers.map(({ layer, status, share }) => (
          <li key={layer} className={classes.layer}>
            <span className="jd-mono">{layer}</span>
            <span className="jd-num jd-muted">
              {status}
              {share !== undefined && ` ${Math.round(share * 100)} %`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
