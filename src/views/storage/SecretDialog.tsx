import { PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { checkSecretKey } from "../../../contract/secret.ts";
import { DialogForm } from "../../ui/dialog/DialogForm.tsx";

export interface SecretDialogProps {
  /** The secret whose value is replaced; undefined: a new one. */
  readonly replaced: string | undefined;
  /** Names that there are already. */
  readonly taken: readonly string[];
  readonly save: (key: string, value: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for a secret's name and value, or for the new value of one. */
export function SecretDialog({ replaced, taken, save, onClose }: SecretDialogProps) {
  const [key, setKey] = useState(replaced ?? "");
  const [value, setValue] = useState("");
  const [isTried, setIsTried] = useState(false);
  const saving = useMutation({ mutationFn: () => save(key, value), onSuccess: onClose });
  const problem = replaced === undefined ? keyProblem(key, taken) : undefined;
  return (
    <DialogForm
      size="md"
      title={replaced === undefined ? "Add a secret" : `Replace ${replaced}`}
      submitLabel={replaced === undefined ? "Add" : "Replace"}
      isPending={saving.isPending}
      blocked={value === ""}
      error={saving.error}
      onSubmit={() => {
        setIsTried(true);
        if (problem === undefined) saving.mutate();
      }}
      onClose={onClose}
    >
      {replaced === undefined && (
        <TextInput
          label="Name"
          placeholder="API_KEY"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={isTried ? problem : undefined}
          data-autofocus
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          classNames={{ input: "jd-mono" }}
        />
      )}
      <PasswordInput
        label={replaced === undefined ? "Value" : "New value"}
        description="Kept encrypted, and never shown again. Jobs that start from now on get it."
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        autoComplete="new-password"
        data-autofocus={replaced !== undefined || undefined}
        visibilityToggleButtonProps={{ "aria-label": "Show the value" }}
        classNames={{ innerInput: "jd-mono" }}
      />
    </DialogForm>
  );
}

function keyProblem(key: string, taken: readonly string[]): string | undefined {
  const problem = checkSecretKey(key);
  if (problem !== undefined) return `The name ${problem}.`;
  return taken.includes(key) ? "There is a secret of this name already; replace its value instead." : undefined;
}
