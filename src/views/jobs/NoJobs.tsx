import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconRocket } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { capacityQuery } from "../../api/queries/capacity.ts";
import { askerOf, canStart } from "../../api/can.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import { useStartJob } from "../../components/jobs/useStartJob.ts";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { routes } from "../../paths.ts";
import { exampleJob } from "./exampleJob.ts";
import classes from "./JobsPage.module.css";

/** The list before the first job: what a job is, and one that shows everything at once. */
export default function NoJobs() {
  const client = useClient();
  const { data: config } = useQuery(configQuery(client));
  const { data: capacity } = useQuery(capacityQuery(client));
  const start = useStartJob();
  const cluster = config?.clusters[0];
  const example = cluster && exampleJob(cluster, capacity);
  const off = disabledProps(canStart(askerOf(config)));
  return (
    <MessageScreen
      title="No jobs yet"
      icon={<IconRocket size={20} />}
      action={
        <>
          <div className={classes.firstActions}>
            <Button
              loading={start.isPending}
              disabled={!example}
              onClick={() => example && start.mutate(example)}
              {...off}
            >
              Start a first job
            </Button>
            <Button variant="default" renderRoot={(props) => <Link to={routes.start} {...props} />} {...off}>
              Set up your own
            </Button>
          </div>
          {start.error && (
            <p className={classes.firstError} role="alert">
              It could not be started: {start.error.message}
            </p>
          )}
        </>
      }
    >
      A job runs a command in a container image, with the CPU, memory and GPU of a preset, until the command ends or you
      kill it. The first one counts to 600, so that you can watch its log, open a terminal in it and see its charts.
    </MessageScreen>
  );
}
