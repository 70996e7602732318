import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../../components/ClientContext.ts";
import { openTab } from "../../../components/jobs/openTab.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { noteOpenedPort, useOpenedPorts } from "../../../state/openedPorts.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import type { JobDialogProps } from "./jobDialog.ts";
import classes from "./dialogs.module.css";

/** Asks which port of a running job to open in a new tab, offers those opened before, and says why one was refused. */
export default function OpenPortDialog({ job, ...dialog }: JobDialogProps) {
  const client = useClient();
  const before = useOpenedPorts(job.id);
  const [text, setText] = useState(() => (before[0] === undefined ? "" : String(before[0])));
  const opening = useMutation({
    mutationFn: (port: number) => openTab(() => client.webSession(job.id, checkPort(port))),
    onSuccess: (_, port) => {
      noteOpenedPort(job.id, port);
      dialog.onClose();
    },
  });
  return (
    <DialogForm
      {...dialog}
      title={`Open a port of ${jobLabel(job)}`}
      submitLabel="Open in a new tab"
      isPending={opening.isPending}
      // What is wrong is said at the field.
      error={null}
      onSubmit={() => opening.mutate(portOf(text))}
    >
      <TextInput
        label="Port"
        description="What listens on it opens in a new tab, for you alone."
        inputMode="numeric"
        autoComplete="off"
        data-autofocus
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          opening.reset();
        }}
        error={opening.error && <span role="alert">{opening.error.message}</span>}
      />
      {before.length > 0 && (
        <div className={classes.before}>
          <span className={classes.hint}>Opened before</span>
          {before.map((port) => (
            <Button key={port} variant="default" size="compact-xs" onClick={() => opening.mutate(port)}>
              {port}
            </Button>
          ))}
        </div>
      )}
    </DialogForm>
  );
}

function portOf(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}

function checkPort(port: number): number {
  if (port >= 1 && port <= 65_535) return port;
  throw new Error("A port is a whole number from 1 to 65535.");
}
