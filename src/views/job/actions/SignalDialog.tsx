import { TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { jobLabel } from "../../../lib/shortId.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../../ui/dialog/DialogFrame.tsx";
import classes from "./dialogs.module.css";
import type { JobDialogProps } from "./jobDialog.ts";
import { checkSignal, SIGNALS } from "./signals.ts";
import { useOrder } from "./useOrder.ts";

const OTHER = "other";

/** Sends a signal to what a job runs: one by name, or any by number. */
export default function SignalDialog({ job, ...dialog }: JobDialogProps) {
  const [chosen, setChosen] = useState("KILL");
  const [typed, setTyped] = useState("");
  const send = useOrder(
    job,
    // The platform's own default needs no name, which services of any age understand.
    (client, signal: string) => client.sendSignal(job.id, signal === "KILL" ? undefined : signal),
    (signal) => `Sent ${signalName(signal)} to ${jobLabel(job)}.`,
  );
  const wrong = chosen === OTHER ? checkSignal(typed) : undefined;
  return (
    <DialogForm
      {...dialog}
      title={`Send a signal to ${jobLabel(job)}`}
      submitLabel="Send"
      blocked={wrong !== undefined}
      isPending={send.isPending}
      error={send.error}
      onSubmit={() => send.mutate(chosen === OTHER ? typed.trim() : chosen, { onSuccess: dialog.onClose })}
    >
      <SignalChoices chosen={chosen} onChoose={setChosen} />
      {chosen === OTHER && (
        <TextInput
          label="Number or name"
          description="As the kernel knows it, e.g. 28 or WINCH."
          value={typed}
          error={typed === "" ? undefined : wrong}
          onChange={(event) => setTyped(event.currentTarget.value)}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          classNames={{ input: "jd-mono" }}
          autoFocus
        />
      )}
      {job.restartPolicy !== "never" && (
        <DialogText>If it ends by that, its restart policy may start it again.</DialogText>
      )}
    </DialogForm>
  );
}

interface ChoicesProps {
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

function SignalChoices({ chosen, onChoose }: ChoicesProps) {
  const group = useId();
  const choices = [...SIGNALS, { name: OTHER, meaning: "Any other, by number or name" }];
  return (
    <fieldset className={classes.choices}>
      <legend className="jd-visually-hidden">Signal</legend>
      {choices.map(({ name, meaning }) => (
        <label key={name} className={classes.choice}>
          <input
            type="radio"
            name={group}
            className={classes.radio}
            checked={chosen === name}
            onChange={() => onChoose(name)}
            data-autofocus={chosen === name || undefined}
          />
          <span className={name === OTHER ? undefined : "jd-mono"}>{name === OTHER ? "Other" : name}</span>
          <span className={classes.meaning}>{meaning}</span>
        </label>
      ))}
    </fieldset>
  );
}

function signalName(signal: string): string {
  if (/^\d+$/.test(signal)) return `signal ${signal}`;
  const name = signal.toUpperCase();
  return name.startsWith("SIG") ? name : `SIG${name}`;
}
