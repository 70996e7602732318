import { ActionIcon, Button } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { can } from "../../api/can.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { disabledProps } from "./disabledProps.ts";
import classes from "./KillButton.module.css";
import { useEngine } from "./useEngine.ts";

const KillDialog = lazy(() => import("./KillDialog.tsx"));

export interface KillButtonProps {
  readonly job: Job;
  /** A symbol alone, for rows of a list. */
  readonly compact?: boolean;
}

/** Ends a job after one confirmation; disabled with the reason where there is nothing to end. */
export function KillButton({ job, compact = false }: KillButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [wasAsked, setWasAsked] = useState(false);
  const permission = can("kill", job, useEngine(job.clusterName));
  const ask = () => {
    setWasAsked(true);
    setIsAsking(true);
  };
  return (
    <>
      {compact ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          className={classes.compact}
          aria-label={`Kill ${jobLabel(job)}`}
          title="Kill"
          onClick={ask}
          {...disabledProps(permission)}
        >
          <IconPlayerStop size={15} aria-hidden />
        </ActionIcon>
      ) : (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          onClick={ask}
          {...disabledProps(permission)}
        >
          Kill
        </Button>
      )}
      {wasAsked && (
        <Suspense>
          <KillDialog job={job} opened={isAsking} onClose={() => setIsAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
