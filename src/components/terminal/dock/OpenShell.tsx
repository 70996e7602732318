import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState, type FormEvent } from "react";
import { jobQuery } from "../../../api/queries/jobs.ts";
import { runningJobsQuery } from "../../../api/queries/runningJobs.ts";
import { jobLabel, shortId } from "../../../lib/shortId.ts";
import { randomId } from "../../../lib/randomId.ts";
import { SHELL_CHOICES, targetOf, type TerminalTarget } from "../../../lib/terminalTarget.ts";
import { openPane, useDock, type Dock } from "../../../state/dock.ts";
import { useClient } from "../../ClientContext.ts";
import { useCan } from "../../jobs/useCan.ts";
import { CommandFields, useCommandChoice } from "../CommandFields.tsx";
import classes from "./Dock.module.css";
import { DockDialog } from "./DockDialog.tsx";

/** Asks in which job to open which shell. */
export function OpenShell({ asking }: { readonly asking: NonNullable<Dock["asking"]> }) {
  const client = useClient();
  const can = useCan();
  const running = useQuery(runningJobsQuery(client));
  const looked = useQuery({ ...jobQuery(client, asking.jobId ?? ""), enabled: asking.jobId !== undefined });
  const jobs = (running.data ?? []).filter((job) => can("exec", job).allowed);
  const [chosenId, setChosenId] = useState<string>();
  const jobId = chosenId ?? (jobs.some(({ id }) => id === looked.data?.id) ? looked.data?.id : jobs[0]?.id);
  const job = jobs.find(({ id }) => id === jobId);
  const choice = useCommandChoice();
  const sole = asking.isHasty
    ? (jobs.find(({ id }) => id === asking.jobId) ?? (jobs.length === 1 ? jobs[0] : undefined))
    : undefined;
  const openFirst = useEffectEvent(() => {
    const [first] = SHELL_CHOICES;
    if (sole && first) openPane({ id: sole.id, label: jobLabel(sole) }, targetOf(first, randomId()), asking.splits);
  });
  const isDecided = running.data !== undefined && sole !== undefined;
  useEffect(() => {
    if (isDecided) openFirst();
  }, [isDecided]);
  if (asking.isHasty && (running.isPending || isDecided)) return null;
  const close = () => useDock.setState({ asking: undefined });
  const open = (target: TerminalTarget) => {
    if (job) openPane({ id: job.id, label: jobLabel(job) }, target, asking.splits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = choice.check();
    if (target) open(target);
  };
  return (
    <DockDialog title="Open a shell" onClose={close}>
      {running.isSuccess && jobs.length === 0 ? (
        <p className={classes.question}>No job that you may change is running. Start one, and open a shell in it.</p>
      ) : (
        <form onSubmit={submit} className={classes.form}>
          <NativeSelect
            label="Job"
            value={jobId ?? ""}
            disabled={running.isPending}
            onChange={(event) => setChosenId(event.currentTarget.value)}
            data={jobs.map((one) => ({
              value: one.id,
              label: one.name ? `${one.name} (${shortId(one.id)})` : shortId(one.id),
            }))}
          />
          <CommandFields choice={choice} />
          {running.error && <p className={classes.question}>{running.error.message}</p>}
          <div className={classes.answers}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Submit isReady={job !== undefined} />
          </div>
        </form>
      )}
    </DockDialog>
  );
}

/** Takes the focus once there is something to open, so that Enter is all that is left to press. */
function Submit({ isReady }: { readonly isReady: boolean }) {
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  useEffect(() => {
    if (isReady) button?.focus();
  }, [isReady, button]);
  return (
    <Button type="submit" ref={setButton} disabled={!isReady}>
      Open
    </Button>
  );
}
