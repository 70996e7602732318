import { Button } from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import { useId } from "react";
import type { Asker, UserRole } from "../../../contract/roles.ts";
import { signOut } from "../../state/session.ts";
import { WatchMineButton } from "../watch/WatchButtons.tsx";
import classes from "./UserMenu.module.css";

const RIGHTS: Record<UserRole, string> = {
  reader: "You see everything and change nothing.",
  user: "You start jobs and change your own.",
  manager: "You may change everybody's jobs.",
};

/** Who is signed in, as what, and the way out. The browser itself opens and closes it. */
export function UserMenu({ asker }: { readonly asker: Asker | undefined }) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        className={classes.button}
        popoverTarget={id}
        aria-label={asker ? `Signed in as ${asker.name}, ${asker.role}` : "Signed in"}
      >
        <IconUser size={16} aria-hidden />
        {asker && <span className={classes.buttonName}>{asker.name}</span>}
      </button>
      <div id={id} popover="auto" className={classes.menu} role="group" aria-label="Account">
        {asker && (
          <div className={classes.who}>
            <span className={classes.name}>{asker.name}</span>
            <span className={classes.role}>{asker.role}</span>
            <span className={classes.rights}>{RIGHTS[asker.role]}</span>
          </div>
        )}
        <WatchMineButton />
        <Button
          fullWidth
          variant="default"
          size="xs"
          leftSection={<IconLogout size={14} aria-hidden />}
          onClick={() => signOut("signed-out")}
        >
          Sign out
        </Button>
      </div>
    </>
  );
}
