import { ActionIcon, Button } from "@mantine/core";
import { IconBell, IconBellFilled } from "@tabler/icons-react";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { useWatch, watchJob, watchMine } from "../../state/watch.ts";
import { askToNotify, whyNoNotification } from "./announce.ts";

/** Watches a job until it has ended, or no longer. */
export function WatchButton({ job }: { readonly job: Job }) {
  const isWatched = useWatch(({ jobIds }) => jobIds.includes(job.id));
  if (isFinished(job.status)) return null;
  const Bell = isWatched ? IconBellFilled : IconBell;
  const toggle = () => {
    watchJob(job.id, !isWatched);
    if (!isWatched) void askToNotify();
  };
  return (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={`Watch ${jobLabel(job)}`}
      aria-pressed={isWatched}
      title={titleOf(isWatched, "when it starts and how it ends")}
      onClick={toggle}
    >
      <Bell size={16} aria-hidden />
    </ActionIcon>
  );
}

/** Watches all jobs of the user's own, or no longer. */
export function WatchMineButton() {
  const isWatched = useWatch(({ mine }) => mine);
  const Bell = isWatched ? IconBellFilled : IconBell;
  const toggle = () => {
    watchMine(!isWatched);
    if (!isWatched) void askToNotify();
  };
  return (
    <Button
      fullWidth
      variant="default"
      size="xs"
      leftSection={<Bell size={14} aria-hidden />}
      aria-pressed={isWatched}
      title={titleOf(isWatched, "when one of your jobs starts or ends")}
      onClick={toggle}
    >
      {isWatched ? "Watching my jobs" : "Watch my jobs"}
    </Button>
  );
}

function titleOf(isWatched: boolean, when: string): string {
  return isWatched ? (whyNoNotification() ?? `You are told ${when}. Click to stop.`) : `Be told ${when}`;
}
