import { IconUser } from "@tabler/icons-react";
import { lazy, Suspense, useId, useState } from "react";
import type { Asker } from "../../../contract/roles.ts";
import classes from "./UserMenu.module.css";

const load = () => import("./AccountPanel.tsx");
const AccountPanel = lazy(load);

/** Loads the panel's code when somebody comes near. */
function prepare(): void {
  // Opening the panel loads it again and shows the failure.
  load().catch(() => undefined);
}

/** Who is signed in, and the way to the rest. The browser itself opens and closes the panel. */
export function UserMenu({ asker }: { readonly asker: Asker | undefined }) {
  const id = useId();
  const [wasOpen, setWasOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={classes.button}
        popoverTarget={id}
        aria-label={asker ? `Signed in as ${asker.name}, ${asker.role}` : "Signed in"}
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => setWasOpen(true)}
      >
        <IconUser size={16} aria-hidden />
        {asker && <span className={classes.buttonName}>{asker.name}</span>}
      </button>
      <div id={id} popover="auto" className={classes.menu} role="group" aria-label="Account">
        <Suspense>{wasOpen && <AccountPanel asker={asker} />}</Suspense>
      </div>
    </>
  );
}
