import { Button } from "@mantine/core";
import { IconPlugConnected, IconTerminal2 } from "@tabler/icons-react";
import type { FormEvent, ReactNode } from "react";
import type { Permission } from "../../api/can.ts";
import { disabledProps } from "../jobs/disabledProps.ts";
import type { TerminalTarget } from "../../lib/terminalTarget.ts";
import { CommandFields, useCommandChoice } from "./CommandFields.tsx";
import classes from "./Terminal.module.css";

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
      <ShellForm permission={exec} onOpen={onOpen} />
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

function ShellForm({ permission, onOpen }: { permission: Permission; onOpen: (target: TerminalTarget) => void }) {
  const choice = useCommandChoice();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = permission.allowed ? choice.check() : undefined;
    if (target) onOpen(target);
  };
  return (
    <Choice icon={<IconTerminal2 size={18} aria-hidden />} title="New shell">
      <form onSubmit={submit} className={classes.form}>
        <p className={classes.hint}>
          Starts a further process inside the job, in the dock below. With g and then t you get one from anywhere.
        </p>
        <CommandFields choice={choice} />
        <Button type="submit" {...disabledProps(permission)}>
          Open shell
        </Button>
      </form>
    </Choice>
  );
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
