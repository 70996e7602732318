import { useComputedColorScheme } from "@mantine/core";
import { IconTerminal2 } from "@tabler/icons-react";
import { useStore } from "zustand";
import { useClient } from "../../components/ClientContext.ts";
import { useCan } from "../../components/jobs/useCan.ts";
import { openTerminal } from "../../components/terminal/terminalSession.ts";
import type { TerminalTarget } from "../../components/terminal/terminalLink.ts";
import { TerminalStart } from "../../components/terminal/TerminalStart.tsx";
import { TerminalView } from "../../components/terminal/TerminalView.tsx";
import { usePreferences } from "../../state/preferences.ts";
import { useJob } from "./JobContext.ts";
import { NotRunningScreen } from "./NotRunningScreen.tsx";
import { fillSlot, useTerminalSlot } from "./terminalSlot.ts";

/** A shell inside the job, or the job's own terminal. */
export default function TerminalTab() {
  const job = useJob();
  const client = useClient();
  const slot = useTerminalSlot();
  const session = useStore(slot, (state) => state.session);
  const can = useCan();
  const scheme = useComputedColorScheme("light");
  const screenReader = usePreferences((preferences) => preferences.terminalScreenReader);
  const exec = can("exec", job);
  const attach = can("attach", job);

  const open = (target: TerminalTarget) => {
    fillSlot(slot, openTerminal({ client, jobId: job.id, target, look: { scheme, screenReader }, onLeave: leave }));
  };
  if (session) {
    const permission = session.target.kind === "exec" ? exec : attach;
    return (
      <TerminalView
        session={session}
        blocked={permission.allowed ? undefined : permission.reason}
        onReopen={() => open(session.target)}
        onClose={() => fillSlot(slot, undefined)}
      />
    );
  }
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
  return <TerminalStart jobHasTty={job.container.tty} exec={exec} attach={attach} onOpen={open} />;
}

/** Moves the focus out of the terminal to the button that ends it. */
function leave(): void {
  document.querySelector<HTMLElement>("[data-terminal-leave]")?.focus();
}
