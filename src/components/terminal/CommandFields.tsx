import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { splitShellLine } from "../../../contract/shellLine.ts";
import { randomId } from "../../lib/randomId.ts";
import { ownTarget, SHELL_CHOICES, targetOf, type TerminalTarget } from "../../lib/terminalTarget.ts";

const OWN = "own";

/** What to run, while it is being chosen. */
export interface CommandChoice {
  readonly id: string;
  readonly own: string;
  readonly error: string | undefined;
  setId(id: string): void;
  setOwn(command: string): void;
  /** The target, or undefined when the own command cannot be read, which then is told at its field. */
  check(): TerminalTarget | undefined;
}

export function useCommandChoice(): CommandChoice {
  const [id, setId] = useState<string>(SHELL_CHOICES[0]?.id ?? OWN);
  const [own, setOwn] = useState("");
  const [error, setError] = useState<string>();
  return {
    ...{ id, own, error, setId, setOwn },
    check() {
      const choice = SHELL_CHOICES.find((candidate) => candidate.id === id);
      if (choice) return targetOf(choice, randomId().slice(0, 6));
      const problem = problemOf(own);
      setError(problem);
      return problem === undefined ? ownTarget(own.trim()) : undefined;
    },
  };
}

/** The fields of a {@link CommandChoice}. */
export function CommandFields({ choice }: { readonly choice: CommandChoice }) {
  return (
    <>
      <NativeSelect
        label="Command"
        value={choice.id}
        onChange={(event) => choice.setId(event.currentTarget.value)}
        data={[
          ...SHELL_CHOICES.map(({ id, label, hint }) => ({ value: id, label: `${label} (${hint})` })),
          { label: "Own command…", value: OWN },
        ]}
      />
      {choice.id === OWN && (
        <TextInput
          label="Own command"
          placeholder="htop --delay 20"
          value={choice.own}
          error={choice.error}
          onChange={(event) => choice.setOwn(event.currentTarget.value)}
          autoFocus
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </>
  );
}

function problemOf(command: string): string | undefined {
  if (command.trim() === "") return "Write the command to run, for example: bash";
  const line = splitShellLine(command);
  return line.ok ? undefined : `The command ${line.reason}.`;
}
