/** What a terminal asks of whatever is around it. */
export interface ScreenCommands {
  /** Leaves the terminal by the keyboard: every other key belongs to the program in it. */
  readonly leave: () => void;
  readonly search: () => void;
  /** Asks whether such a text is meant to be pasted. */
  readonly confirmPaste: (text: string) => void;
}
