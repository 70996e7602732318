import { splitShellLine } from "../../../../contract/shellLine.ts";
import classes from "./ShellWords.module.css";

const MOST_WORDS = 24;

/** The words that the platform reads a shell-quoted line as, while it is typed: a wrong quote is seen before it runs. */
export function ShellWords({ line }: { readonly line: string }) {
  const result = splitShellLine(line);
  const words = result.ok ? result.words : [];
  return (
    <ul className={classes.words} aria-label="Read as these words">
      {!result.ok && <li className={classes.open}>The line {result.reason}.</li>}
      {words.slice(0, MOST_WORDS).map((word, index) => (
        // Words have no identity beside their place.
        <li key={index} className={`jd-mono ${classes.word}`} title={word}>
          {word === "" ? <span className={classes.empty}>empty</span> : word}
        </li>
      ))}
      {words.length > MOST_WORDS && <li className={classes.open}>and {words.length - MOST_WORDS} more</li>}
    </ul>
  );
}
