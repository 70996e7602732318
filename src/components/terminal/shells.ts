/** A program to open a terminal with. */
export interface Shell {
  readonly label: string;
  /** One shell-quoted line. */
  readonly command: string;
}

/** What most images have; the first one takes the better of the two. */
export const SHELLS: readonly Shell[] = [
  { label: "Default shell (bash, or sh)", command: "sh -c 'command -v bash >/dev/null && exec bash || exec sh'" },
  { label: "bash", command: "bash" },
  { label: "sh", command: "sh" },
  { label: "python3", command: "python3" },
];

/** What people call a command: the shell's own name, or the line itself. */
export function commandLabel(command: string): string {
  const shell = SHELLS.find((candidate) => candidate.command === command);
  if (!shell) return command;
  return shell === SHELLS[0] ? "Shell" : shell.label;
}
