import classes from "./Charts.module.css";

/** A piece of a curve, as it is drawn. */
export function LineSwatch({ color, dash }: { readonly color: string; readonly dash?: string | undefined }) {
  return (
    <svg width={20} height={8} className={classes.lineSwatch} aria-hidden>
      <path d="M1 4H19" stroke={color} strokeWidth={2} strokeDasharray={dash} />
    </svg>
  );
}
