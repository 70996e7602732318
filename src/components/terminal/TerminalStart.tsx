import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPlugConnected, IconTerminal2 } from "@tabler/icons-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { splitShellLine } from "../../../contract/shellLine.ts";
import type { Permission } from "../../api/can.ts";
import { disabledProps } from "../jobs/disabledProps.ts";
import { SHELLS } from "./shells.ts";
import classes from "./Terminal.module.css";
import type { TerminalTarget } from "./terminalLink.ts";

export interface TerminalStartProps {
  /** Whether the job has a terminal of its own. */
  readonly jobHasTty: boolean;
  readonly exec: Permission;
  readonly attach: Permission;
  readonly onOpen: (target: TerminalTarget) => void;
}

/** The choice of what to connect to. */
export function TerminalStart({ jobHasTty, exec, attach, onOpen }: TerminalStartProps) {
  return (
    <div className={classes.start}>
      <ShellForm permission={exec} onOpen={(command) => onOpen({ kind: "exec", command })} />
      <Choice icon={<IconPlugConnected size={18} aria-hidden />} title="Attach to the job">
        <p className={classes.hint}>
          {jobHasTty
            ? "Connects to the job's own terminal. What you type goes to its main process, so Ctrl+C may end the job."
            : "Shows what the job's main process writes from now on. What you type goes to its input, line by line."}
        </p>
        <Button variant="default" onClick={() => onOpen({ kind: "attach", tty: jobHasTty })} {...disabledProps(attach)}>
          Attach
        </Button>
      </Choice>
    </div>
  );
}

const OWN = "own";

function ShellForm({ permission, onOpen }: { permission: Permission; onOpen: (command: string) => void }) {
  const [choice, setChoice] = useState<string>(SHELLS[0]?.command ?? OWN);
  const [own, setOwn] = useState("");
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!permission.allowed) return;
    const command = choice === OWN ? own.trim() : choice;
    const problem = problemOf(command);
    setError(problem);
    if (problem === undefined) onOpen(command);
  };
  return (
    <Choice icon={<IconTerminal2 size={18} aria-hidden />} title="New shell">
      <form onSubmit={submit} className={classes.form}>
        <p className={classes.hint}>Starts a further process inside the job. It ends when you close it.</p>
        <NativeSelect
          label="Command"
          value={choice}
          onChange={(event) => setChoice(event.currentTarget.value)}
          data={[
            ...SHELLS.map(({ label, command }) => ({ label, value: command })),
            { label: "Own command…", value: OWN },
          ]}
        />
        {choice === OWN && (
          <TextInput
            label="Own command"
            placeholder="htop --delay 20"
            value={own}
            error={error}
            onChange={(event) => setOwn(event.currentTarget.value)}
            autoFocus
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <Button type="submit" {...disabledProps(permission)}>
          Open shell
        </Button>
      </form>
    </Choice>
  );
}

function problemOf(command: string): string | undefined {
  if (command === "") return "Write the command to run, for example: bash";
  const line = splitShellLine(command);
  return line.ok ? undefined : `The command ${line.reason}.`;
}

function Choice({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section className={classes.choice} aria-label={title}>
      <h2 className={classes.choiceTitle}>
        {icon} {title}
      </h2>
      {children}
    </section>
  );
}
