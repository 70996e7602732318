import { useClickOutside } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { Suspense, useState, type ReactNode } from "react";
import classes from "./PanelButton.module.css";

export interface PanelButtonProps {
  readonly icon: ReactNode;
  /** What the button says; the panel is named after it. */
  readonly label: string;
  readonly panelLabel: string;
  /** Something is chosen behind it. */
  readonly isOn?: boolean;
  /** Loads what the panel needs before it is opened. */
  readonly onIntent: () => void;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small panel under it; its content may still have to be loaded. */
export function PanelButton({ icon, label, panelLabel, isOn = false, onIntent, children }: PanelButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const outside = useClickOutside(() => setIsOpen(false));
  const close = () => {
    setIsOpen(false);
    button?.focus();
  };
  return (
    <div
      ref={outside}
      className={classes.anchor}
      onPointerEnter={onIntent}
      onFocus={onIntent}
      onBlur={({ currentTarget, relatedTarget }) => {
        // What the keyboard goes on to must not lie under it; a window that loses the focus is come back to.
        if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) setIsOpen(false);
      }}
      onKeyDown={(event) => {
        if (!isOpen || event.key !== "Escape" || event.defaultPrevented) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={setButton}
        type="button"
        className={classes.button}
        data-on={isOn || undefined}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {icon}
        <span className={classes.label}>{label}</span>
        <IconChevronDown size={14} aria-hidden />
      </button>
      {isOpen && (
        <div role="dialog" aria-label={panelLabel} className={classes.panel}>
          <Suspense fallback={<p className={classes.loading}>Loading…</p>}>{children(close)}</Suspense>
        </div>
      )}
    </div>
  );
}
