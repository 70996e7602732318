import classes from "./Palette.module.css";

/** Keys as they are pressed: those of a combination together, then those that follow. */
export function Keys({ combos }: { readonly combos: readonly (readonly string[])[] }) {
  return (
    <span className={classes.keys}>
      {combos.map((combo, place) => (
        <span key={place} className={classes.combo}>
          {place > 0 && <span className="jd-muted">then</span>}
          {combo.map((key) => (
            <kbd key={key} className={classes.key}>
              {key}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
