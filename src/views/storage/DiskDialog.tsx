import { TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { checkJobName } from "../../../contract/names.ts";
import type { DiskOptions } from "../../api/resourceClients.ts";
import { DialogForm } from "../../ui/dialog/DialogForm.tsx";

export interface DiskDialogProps {
  readonly create: (options: DiskOptions) => Promise<void>;
  readonly onClose: () => void;
}

const GIBIBYTE = 1024 ** 3;
const DAY_SECONDS = 24 * 3600;

/** Asks for a disk's size, and if one likes for its name and how long it is kept unused. */
export function DiskDialog({ create, onClose }: DiskDialogProps) {
  const [name, setName] = useState("");
  const [size, setSize] = useState("10");
  const [days, setDays] = useState("");
  const [isTried, setIsTried] = useState(false);
  const problems = {
    name: name === "" ? undefined : asSentence("The name", checkJobName(name)),
    size: isPositive(size) ? undefined : "Give the size as a number of GiB, such as 10 or 0.5.",
    days: days === "" || isPositive(days) ? undefined : "Give a number of days, or nothing to keep it for good.",
  };
  const isValid = Object.values(problems).every((problem) => problem === undefined);
  const creation = useMutation({
    mutationFn: () =>
      create({
        storageBytes: Math.round(Number(size) * GIBIBYTE),
        name: name === "" ? undefined : name,
        unusedTimeoutSeconds: days === "" ? undefined : Number(days) * DAY_SECONDS,
      }),
    onSuccess: onClose,
  });
  return (
    <DialogForm
      size="md"
      title="Create a disk"
      submitLabel="Create"
      isPending={creation.isPending}
      error={creation.error}
      onSubmit={() => {
        setIsTried(true);
        if (isValid) creation.mutate();
      }}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        description="Optional: a job can mount it by this name as well as by its id."
        placeholder="checkpoints"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={isTried ? problems.name : undefined}
        data-autofocus
        spellCheck={false}
        autoComplete="off"
      />
      <TextInput
        label="Size, GiB"
        inputMode="decimal"
        value={size}
        onChange={(event) => setSize(event.currentTarget.value)}
        error={isTried ? problems.size : undefined}
      />
      <TextInput
        label="Delete when unused for, days"
        description="Left empty it is kept until somebody deletes it."
        inputMode="decimal"
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        error={isTried ? problems.days : undefined}
      />
    </DialogForm>
  );
}

function isPositive(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text)) && Number(text) > 0;
}

function asSentence(what: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `${what} ${problem}.`;
}
