import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useClient } from "../../../components/ClientContext.ts";
import { openTab } from "../../../components/jobs/openTab.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { noteOpenedPort, useOpenedPorts } from "../../../state/openedPorts.ts";
import type { JobDialogProps } from "./jobDialog.ts";
import classes from "./OpenPortDialog.module.css";

/** Asks which port of a running job to open in a new tab, offers those opened before, and says why one was refused. */
export default function OpenPortDialog({ job, opened, onClose, onClosed }: JobDialogProps) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={onClosed}
      returnFocus={false}
      centered
      size="sm"
      transitionProps={{ duration: 100 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.title}>Open a port of {jobLabel(job)}</Modal.Title>
          <PortForm jobId={job.id} onClose={onClose} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function PortForm({ jobId, onClose }: { readonly jobId: string; readonly onClose: () => void }) {
  const client = useClient();
  const before = useOpenedPorts(jobId);
  const [text, setText] = useState(() => (before[0] === undefined ? "" : String(before[0])));
  const opening = useMutation({
    mutationFn: (port: number) => openTab(() => client.webSession(jobId, checkPort(port))),
    onSuccess: (_, port) => {
      noteOpenedPort(jobId, port);
      onClose();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    opening.mutate(portOf(text));
  };
  return (
    <form onSubmit={submit} noValidate className={classes.form}>
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
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={opening.isPending}>
          Open in a new tab
        </Button>
      </div>
    </form>
  );
}

function portOf(text: string): number {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
}

function checkPort(port: number): number {
  if (port >= 1 && port <= 65_535) return port;
  throw new Error("A port is a whole number from 1 to 65535.");
}
