const ESCAPE = "\u001b";
const ENTER = "\r";
const BACKSPACE = "\u007f";
const INTERRUPT = "\u0003";
const KILL_LINE = "\u0015";

/** What a key press leads to. */
export interface LineInputResult {
  /** What the screen shows of it. */
  readonly echo: string;
  /** What the process gets: whole lines only. */
  readonly send: string;
}

/**
 * Line editing for a process without a terminal: there nobody echoes what is typed, and a process reads lines that end
 * in `\n`. Backspace takes a character back, Ctrl+C and Ctrl+U the line; other control keys do nothing.
 */
export function createLineInput(): (typed: string) => LineInputResult {
  let line = "";
  return (typed) => {
    let echo = "";
    let send = "";
    if (typed.startsWith(ESCAPE)) return { echo, send };
    for (const character of typed.replaceAll("\r\n", ENTER).replaceAll("\n", ENTER)) {
      if (character === ENTER) {
        send += `${line}\n`;
        echo += "\r\n";
        line = "";
      } else if (character === BACKSPACE) {
        const last = [...line].at(-1);
        if (last === undefined) continue;
        line = line.slice(0, -last.length);
        echo += "\b \b";
      } else if (character === INTERRUPT || character === KILL_LINE) {
        echo += "\b \b".repeat([...line].length);
        line = "";
      } else if (character >= " " || character === "\t") {
        line += character;
        echo += character;
      }
    }
    return { echo, send };
  };
}
