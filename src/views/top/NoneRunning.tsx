import { Button } from "@mantine/core";
import { IconActivity } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { routes } from "../../paths.ts";

export interface NoneRunningProps {
  /** How many run that are not looked for. */
  readonly runningCount: number;
  readonly onAll: () => void;
}

/** There is nothing to measure, and what to do about it. */
export function NoneRunning({ runningCount, onAll }: NoneRunningProps) {
  const isFiltered = runningCount > 0;
  return (
    <MessageScreen
      icon={<IconActivity size={20} />}
      title={isFiltered ? "No running job fits the filter" : "No job is running"}
    >
      <p>
        {isFiltered
          ? `${runningCount === 1 ? "1 other job runs" : `${runningCount} other jobs run`}.`
          : "What running jobs use of processors, memory and GPUs appears here, live."}
      </p>
      {isFiltered ? (
        <Button variant="default" size="xs" onClick={onAll}>
          Show all running jobs
        </Button>
      ) : (
        <Button size="xs" renderRoot={(props) => <Link to={routes.start} {...props} />}>
          Start a job
        </Button>
      )}
    </MessageScreen>
  );
}
