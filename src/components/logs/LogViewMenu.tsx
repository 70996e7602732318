import { Button, NativeSelect, NumberInput, Popover, Switch } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { memo } from "react";
import { setPreferences, usePreferences } from "../../state/preferences.ts";
import { GoToField } from "./GoToField.tsx";
import type { TimeMode } from "./logTime.ts";
import classes from "./LogToolbar.module.css";

const TIME_CHOICES: readonly { readonly value: TimeMode; readonly label: string }[] = [
  { value: "off", label: "Off" },
  { value: "local", label: "Local" },
  { value: "utc", label: "UTC" },
  { value: "relative", label: "Since the start" },
];
const FONT_SIZES = [11, 12, 12.5, 13, 14, 16, 18, 20];

export interface LogViewMenuProps {
  readonly onGoToLine: (number: number) => void;
  readonly onGoToTime: (timestampMs: number) => void;
}

/** How lines look, and the way to one of them. */
export const LogViewMenu = memo(function LogViewMenu({ onGoToLine, onGoToTime }: LogViewMenuProps) {
  const { logWrap, logTimes, logFontPx, logJson, logCapMb } = usePreferences();
  return (
    <Popover position="bottom-end" width={264} trapFocus withRoles={false} transitionProps={{ duration: 80 }}>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconAdjustmentsHorizontal size={14} aria-hidden />}
          aria-haspopup="dialog"
          title="View"
        >
          View
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="View" className={classes.menu}>
        <Switch
          size="xs"
          label="Wrap"
          checked={logWrap}
          onChange={(event) => setPreferences({ logWrap: event.currentTarget.checked })}
        />
        <Switch
          size="xs"
          label="JSON as fields"
          checked={logJson}
          onChange={(event) => setPreferences({ logJson: event.currentTarget.checked })}
        />
        <NativeSelect
          size="xs"
          label="Timestamps"
          value={logTimes}
          data={TIME_CHOICES}
          onChange={({ currentTarget: { value } }) => {
            setPreferences({ logTimes: TIME_CHOICES.find((choice) => choice.value === value)?.value ?? "off" });
          }}
        />
        <NativeSelect
          size="xs"
          label="Font size"
          value={String(logFontPx)}
          data={FONT_SIZES.map((px) => ({ value: String(px), label: `${px} px` }))}
          onChange={(event) => setPreferences({ logFontPx: Number(event.currentTarget.value) })}
        />
        <NumberInput
          size="xs"
          label="Keep at most"
          suffix=" MB"
          min={16}
          max={4000}
          step={100}
          value={logCapMb}
          onChange={(value) => {
            if (typeof value === "number" && value >= 16) setPreferences({ logCapMb: value });
          }}
        />
        <GoToField onLine={onGoToLine} onTime={onGoToTime} />
      </Popover.Dropdown>
    </Popover>
  );
});
