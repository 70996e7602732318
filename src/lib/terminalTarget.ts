import { quoteShellWord } from "../../contract/shellLine.ts";

/** What a terminal is connected to: a process of its own, or the job's. */
export type TerminalTarget =
  | {
      readonly kind: "exec";
      /** Shell-quoted lines, tried in this order until one is there. */
      readonly commands: readonly string[];
      /** Whether the same command leads back to what it has left, whatever the platform keeps: that is what tmux is for. */
      readonly returns: boolean;
    }
  | {
      readonly kind: "attach";
      /** Whether the job has a terminal of its own. */
      readonly tty: boolean;
    };

/** A program to open a terminal with. */
export interface ShellChoice {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly commands: readonly string[];
}

/** What most images have; the first choice takes the best that is there. */
export const SHELL_CHOICES: readonly ShellChoice[] = [
  { id: "default", label: "Shell", hint: "bash, or sh where there is none", commands: ["bash", "sh", "ash"] },
  { id: "bash", label: "bash", hint: "and nothing else", commands: ["bash"] },
  { id: "sh", label: "sh", hint: "and nothing else", commands: ["sh"] },
  { id: "tmux", label: "tmux", hint: "the job keeps it until it ends", commands: [] },
  { id: "python", label: "Python", hint: "python3, or python", commands: ["python3", "python"] },
  { id: "nvidia-smi", label: "nvidia-smi -l", hint: "the GPUs, again and again", commands: ["nvidia-smi -l"] },
];

/** The target of a choice. @param unique something that no other terminal has: the name of its tmux session */
export function targetOf(choice: ShellChoice, unique: string): TerminalTarget {
  if (choice.id !== "tmux") return { kind: "exec", commands: choice.commands, returns: false };
  return { kind: "exec", commands: [`tmux new-session -A -s ${quoteShellWord(`jobdeck-${unique}`)}`], returns: true };
}

/** The target of a command that somebody wrote. */
export function ownTarget(command: string): TerminalTarget {
  return { kind: "exec", commands: [command], returns: false };
}

/** What people call a target: the choice's own name, or the command itself. */
export function targetLabel(target: TerminalTarget): string {
  if (target.kind === "attach") return "Attached";
  const [first = ""] = target.commands;
  if (target.returns) return "tmux";
  const choice = SHELL_CHOICES.find(({ commands }) => commands.join("\n") === target.commands.join("\n"));
  return choice?.label ?? first;
}

const SHELLS: ReadonlySet<string> = new Set(["bash", "sh", "ash", "dash", "zsh", "fish", "ksh"]);

/** Whether nothing is lost by ending it while no other program runs in it. */
export function isBareShell(target: TerminalTarget): boolean {
  if (target.kind === "attach") return false;
  return target.commands.every((command) => SHELLS.has(command.trim().split("/").at(-1) ?? ""));
}
