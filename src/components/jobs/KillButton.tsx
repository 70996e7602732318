import { Button } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import type { Job } from "../../../contract/job.ts";
import { disabledProps } from "./disabledProps.ts";
import { useCan } from "./useCan.ts";
import { useKillDialog } from "./useKillDialog.tsx";

/** Ends a job after one confirmation; disabled with the reason where there is nothing to end. */
export function KillButton({ job }: { readonly job: Job }) {
  const { ask, dialog, intentProps } = useKillDialog();
  const permission = useCan()("kill", job);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlayerStop size={14} aria-hidden />}
        onClick={(event) => ask(job, event.currentTarget)}
        {...intentProps}
        {...disabledProps(permission)}
      >
        Kill
      </Button>
      {dialog}
    </>
  );
}
