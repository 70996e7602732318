/** A signal that people send by hand. */
export interface NamedSignal {
  readonly name: string;
  readonly meaning: string;
}

/** What the menu offers, the platform's own default first. */
export const SIGNALS: readonly NamedSignal[] = [
  { name: "KILL", meaning: "Ends it at once, always" },
  { name: "TERM", meaning: "Asks it to end" },
  { name: "INT", meaning: "Interrupts it, like Ctrl+C" },
  { name: "HUP", meaning: "Hangs up; often: reload" },
  { name: "QUIT", meaning: "Ends it, often with dump" },
  { name: "USR1", meaning: "Means what the program says" },
  { name: "USR2", meaning: "Means what the program says" },
  { name: "STOP", meaning: "Halts it until CONT" },
  { name: "CONT", meaning: "Goes on after STOP" },
];

/** Why a typed signal cannot be one; undefined where it can. The platform knows which there are. */
export function checkSignal(text: string): string | undefined {
  const word = text.trim();
  if (/^\d+$/.test(word) && Number(word) >= 1 && Number(word) <= 64) return undefined;
  if (/^[a-z][a-z0-9]+$/i.test(word)) return undefined;
  return "Must be a number from 1 to 64 or a name such as WINCH";
}
