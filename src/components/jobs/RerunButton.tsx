import { Button } from "@mantine/core";
import { IconPencil, IconRefresh } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import { canStart } from "../../api/can.ts";
import { startBodyOf } from "../../api/startPayloadOf.ts";
import { routes } from "../../paths.ts";
import { ActionError } from "./ActionError.tsx";
import { disabledProps } from "./disabledProps.ts";
import { useAsker, useCan } from "./useCan.ts";
import { useStartJob } from "./useStartJob.ts";

/** Starts the same job again at once and goes to it, or first opens the start form with all it was given. */
export function RerunButton({ job }: { readonly job: Job }) {
  const start = useStartJob();
  const permission = useCan()("rerun", job);
  const mayStart = canStart(useAsker());
  return (
    <ActionError what="Could not start it again" error={start.error} onDismiss={() => start.reset()}>
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
    </ActionError>
  );
}
