import classes from "./StartTools.module.css";

/** What cannot be carried over into the form, each with its reason. */
export function LeftOut({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div className={classes.leftOut}>
      <p className={classes.leftOutTitle}>Not carried over:</p>
      <ul className={classes.leftOutList} aria-label="Not carried over">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
