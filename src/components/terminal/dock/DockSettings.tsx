import { ActionIcon, NumberInput, Popover, Switch } from "@mantine/core";
import { IconSettings } from "@tabler/icons-react";
import { setPreferences, usePreferences } from "../../../state/preferences.ts";
import classes from "./Dock.module.css";

const SMALLEST_PX = 8;
const LARGEST_PX = 32;

/** What people like about terminals, for all of them. */
export function DockSettings() {
  const preferences = usePreferences();
  return (
    <Popover position="top-end" shadow="md" trapFocus returnFocus transitionProps={{ duration: 100 }}>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Terminal settings" title="Terminal settings">
          <IconSettings size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.settings} aria-label="Terminal settings">
        <NumberInput
          size="xs"
          label="Font size"
          suffix=" px"
          min={SMALLEST_PX}
          max={LARGEST_PX}
          clampBehavior="strict"
          value={preferences.terminalFontSizePx}
          onChange={(size) => {
            if (typeof size === "number" && size >= SMALLEST_PX) setPreferences({ terminalFontSizePx: size });
          }}
        />
        <Switch
          size="xs"
          label="Copy what is selected"
          checked={preferences.terminalCopyOnSelect}
          onChange={(event) => setPreferences({ terminalCopyOnSelect: event.currentTarget.checked })}
        />
        <Switch
          size="xs"
          label="Ask before pasting many lines"
          checked={preferences.terminalPasteGuard}
          onChange={(event) => setPreferences({ terminalPasteGuard: event.currentTarget.checked })}
        />
        <Switch
          size="xs"
          label="Screen reader"
          description="Offers the text to screen readers; drawing becomes slower"
          checked={preferences.terminalScreenReader}
          onChange={(event) => setPreferences({ terminalScreenReader: event.currentTarget.checked })}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
