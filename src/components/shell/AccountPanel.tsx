import { Button } from "@mantine/core";
import { IconLogout, IconSearch } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import type { Asker, UserRole } from "../../../contract/roles.ts";
import { showPalette } from "../../state/palette.ts";
import { signOut } from "../../state/session.ts";
import { WatchMineButton } from "../watch/WatchButtons.tsx";
import classes from "./UserMenu.module.css";

const RIGHTS: Record<UserRole, string> = {
  reader: "You see everything and change nothing.",
  user: "You start jobs and change your own.",
  manager: "You may change everybody's jobs.",
};

/** The panel is on top of all else: it goes before the palette comes. */
function find(event: MouseEvent<HTMLElement>): void {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
  showPalette("commands");
}

/** Who is signed in, as what, and the way out. */
export default function AccountPanel({ asker }: { readonly asker: Asker | undefined }) {
  return (
    <>
      {asker && (
        <div className={classes.who}>
          <span className={classes.name}>{asker.name}</span>
          <span className={classes.role}>{asker.role}</span>
          <span className={classes.rights}>{RIGHTS[asker.role]}</span>
        </div>
      )}
      <WatchMineButton />
      <Button fullWidth variant="default" size="xs" leftSection={<IconSearch size={14} aria-hidden />} onClick={find}>
        Find a page or a job
      </Button>
      <Button
        fullWidth
        variant="default"
        size="xs"
        leftSection={<IconLogout size={14} aria-hidden />}
        onClick={() => signOut("signed-out")}
      >
        Sign out
      </Button>
    </>
  );
}
