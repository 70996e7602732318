import { Button, Menu } from "@mantine/core";
import { IconChartHistogram, IconChevronDown, IconCopy, IconLink } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Suspense, useRef, useState } from "react";
import type { Job } from "../../../../contract/job.ts";
import { useCan } from "../../../components/jobs/useCan.ts";
import { compare, jobAddress } from "../../../paths.ts";
import { notify } from "../../../state/notice.ts";
import { ActionItem } from "./ActionItem.tsx";
import classes from "./ActionsMenu.module.css";
import { MENU_ACTIONS, type MenuAction } from "./menuItems.ts";

/** All that can be done with a job beside the buttons; what cannot be done now is off and says why. */
export function ActionsMenu({ job }: { readonly job: Job }) {
  const can = useCan();
  const button = useRef<HTMLButtonElement>(null);
  const [asked, setAsked] = useState<{ readonly what: MenuAction; readonly isOpen: boolean }>();
  const item = (what: MenuAction) => (
    <ActionItem
      key={what.action}
      what={what}
      permission={can(what.action, job)}
      onChoose={() => setAsked({ what, isOpen: true })}
    />
  );
  return (
    <>
      <Menu
        position="bottom-end"
        width={288}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
        returnFocus
        transitionProps={{ duration: 80 }}
      >
        <Menu.Target>
          <Button
            ref={button}
            variant="default"
            size="xs"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            onPointerEnter={prepare}
            onFocus={prepare}
          >
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label="Actions" className={classes.menu}>
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => copy(job.id, "the id")}>
            Copy the id
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLink size={16} aria-hidden />}
            onClick={() => copy(jobAddress(job.id), "the link")}
          >
            Copy the link
          </Menu.Item>
          <Menu.Item
            renderRoot={(props) => <Link {...compare([job.id])} {...props} />}
            leftSection={<IconChartHistogram size={16} aria-hidden />}
          >
            Compare with others
          </Menu.Item>
          <Menu.Divider />
          {MENU_ACTIONS.filter(({ isDestructive }) => !isDestructive).map(item)}
          <Menu.Divider />
          {MENU_ACTIONS.filter(({ isDestructive }) => isDestructive).map(item)}
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <Suspense>
          <asked.what.Dialog
            key={asked.what.action}
            job={job}
            opened={asked.isOpen}
            onClose={() => setAsked({ ...asked, isOpen: false })}
            onClosed={() => {
              setAsked(undefined);
              button.current?.focus();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** Loads the dialogs before they are asked for, so that they open at once and also when the server is gone by then. */
function prepare(): void {
  // Whoever opens a dialog loads it again and shows the failure.
  for (const { load } of MENU_ACTIONS) load().catch(() => undefined);
}

/** Pages that are not served over HTTPS or from this machine have no clipboard. */
function copy(text: string, what: string): void {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return notify(`This browser lets no page copy over plain HTTP. Here is ${what}: ${text}`);
  clipboard.writeText(text).then(
    () => notify(`Copied ${what}.`),
    () => notify(`The browser did not allow copying. Here is ${what}: ${text}`),
  );
}
