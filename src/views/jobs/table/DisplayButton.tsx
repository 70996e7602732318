import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import type { DisplayPanelProps } from "./DisplayPanel.tsx";
import classes from "./Table.module.css";

const DisplayPanel = lazy(() => import("./DisplayPanel.tsx"));

/** Opens the choice of what the list shows and how. */
export function DisplayButton(props: Omit<DisplayPanelProps, "opened" | "onClose">) {
  const [state, setState] = useState<"never" | "open" | "closed">("never");
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const close = () => {
    setState("closed");
    button?.focus();
  };
  return (
    <span className={classes.display}>
      <button
        ref={setButton}
        type="button"
        className={classes.action}
        aria-haspopup="dialog"
        aria-expanded={state === "open"}
        aria-label="Display: columns, groups, order, export"
        title="Display"
        onClick={() => setState(state === "open" ? "closed" : "open")}
      >
        <IconAdjustmentsHorizontal size={15} aria-hidden />
      </button>
      {state !== "never" && (
        <Suspense>
          <DisplayPanel {...props} opened={state === "open"} onClose={close} />
        </Suspense>
      )}
    </span>
  );
}
