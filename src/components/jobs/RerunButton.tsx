import { Button, CloseButton } from "@mantine/core";
import { IconPencil, IconRefresh } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { canStart } from "../../api/can.ts";
import { startBodyOf } from "../../api/startPayloadOf.ts";
import { routes } from "../../paths.ts";
import { disabledProps } from "./disabledProps.ts";
import classes from "./RerunButton.module.css";
import { useAsker, useCan } from "./useCan.ts";
import { useStartJob } from "./useStartJob.ts";

/** Starts the same job again at once and goes to it, or first opens the start form with all it was given. */
export function RerunButton({ job }: { readonly job: Job }) {
  const start = useStartJob();
  const permission = useCan()("rerun", job);
  const mayStart = canStart(useAsker());
  return (
    <div className={classes.rerun}>
      <Button.Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={start.isPending}
          onClick={() => start.mutate(startBodyOf(job))}
          {...disabledProps(permission)}
        >
          Run again
        </Button>
        <Button
          variant="default"
          size="xs"
          aria-label="Edit and run again"
          title="Edit and run again"
          renderRoot={(props) => <Link to={routes.start} search={{ from: job.id }} {...props} />}
          {...disabledProps(mayStart)}
        >
          <IconPencil size={14} aria-hidden />
        </Button>
      </Button.Group>
      {start.error && (
        <div className={classes.error} role="alert">
          <span>Could not start it again: {start.error.message}</span>
          <CloseButton size="sm" aria-label="Dismiss" onClick={() => start.reset()} />
        </div>
      )}
    </div>
  );
}
