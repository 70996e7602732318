import { IconTerminal2 } from "@tabler/icons-react";
import { useCan } from "../../components/jobs/useCan.ts";
import { OpenTerminals } from "../../components/terminal/OpenTerminals.tsx";
import { TerminalStart } from "../../components/terminal/TerminalStart.tsx";
import { jobLabel } from "../../lib/shortId.ts";
import { openPane } from "../../state/dock.ts";
import { useJob } from "./JobContext.ts";
import { NotRunningScreen } from "./NotRunningScreen.tsx";

/** What can be opened in this job, and what is open; the terminals themselves are in the dock. */
export default function TerminalTab() {
  const job = useJob();
  const can = useCan();
  if (job.status !== "running") {
    return (
      <NotRunningScreen
        job={job}
        icon={<IconTerminal2 size={20} />}
        before="As soon as it runs you can open a terminal in it here."
        after="A terminal needs a running job. Run it again to look around in it."
      />
    );
  }
  return (
    <>
      <TerminalStart
        jobHasTty={job.container.tty}
        exec={can("exec", job)}
        attach={can("attach", job)}
        onOpen={(target) => openPane({ id: job.id, label: jobLabel(job) }, target)}
      />
      <OpenTerminals jobId={job.id} />
    </>
  );
}
