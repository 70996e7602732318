import { Button, SegmentedControl } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { SearchField, type SearchFieldProps } from "../../components/search/SearchField.tsx";
import { useShortcuts } from "../../components/shortcuts/useShortcuts.ts";
import { ariaKeys, keyText } from "../../lib/shortcuts/keys.ts";
import { isMac } from "../../lib/shortcuts/platform.ts";
import classes from "./Top.module.css";

/** Whose sums are shown in place of single jobs. */
export type TopBy = "owner" | "project";

export interface TopToolbarProps extends Omit<SearchFieldProps, "label" | "placeholder"> {
  readonly by: TopBy | undefined;
  readonly isPaused: boolean;
  readonly onBy: (by: TopBy | undefined) => void;
  readonly onPause: () => void;
}

/** Which jobs, put together how, and whether it moves. */
export function TopToolbar({ by, isPaused, onBy, onPause, ...search }: TopToolbarProps) {
  useShortcuts({ topPause: onPause });
  const PauseIcon = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <div className={classes.toolbar} role="search" aria-label="Running jobs">
      <SearchField label="Filter running jobs" placeholder="Filter by words, owner:, preset:, is:idle …" {...search} />
      <SegmentedControl
        size="xs"
        aria-label="Rows"
        value={by ?? "job"}
        onChange={(value) => onBy(value === "job" ? undefined : value)}
        data={[
          { value: "job", label: "Jobs" },
          { value: "owner", label: "Owners" },
          { value: "project", label: "Projects" },
        ]}
      />
      <Button
        size="xs"
        variant="default"
        aria-pressed={isPaused}
        aria-keyshortcuts={ariaKeys("topPause")}
        title={`${isPaused ? "Go on" : "Pause"} (${keyText("topPause", isMac())})`}
        leftSection={<PauseIcon size={14} aria-hidden />}
        onClick={onPause}
      >
        {isPaused ? "Go on" : "Pause"}
      </Button>
    </div>
  );
}
