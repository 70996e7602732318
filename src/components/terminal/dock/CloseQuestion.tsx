import { Button } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { JobsClient } from "../../../api/jobsClient.ts";
import { isBareShell } from "../../../lib/terminalTarget.ts";
import type { DockPane } from "../../../lib/dockLayout.ts";
import { removePane } from "../../../state/dock.ts";
import { useClient } from "../../ClientContext.ts";
import { endTerminal, terminalOf } from "../terminals.ts";
import classes from "./Dock.module.css";
import { DockDialog } from "./DockDialog.tsx";

/** Closes terminals, and asks before it ends a program. */
export function useCloseQuestion(): {
  readonly ask: (panes: readonly DockPane[]) => void;
  readonly question: ReactNode;
} {
  const client = useClient();
  const [asked, setAsked] = useState<{ readonly panes: readonly DockPane[]; readonly words: string }>();
  const close = (panes: readonly DockPane[]) => {
    setAsked(undefined);
    for (const { id } of panes) {
      endTerminal(id);
      removePane(id);
    }
  };
  const ask = async (panes: readonly DockPane[]) => {
    const reasons = await Promise.all(panes.map((pane) => whyAsk(client, pane)));
    const words = reasons.find((reason) => reason !== undefined);
    if (words === undefined) close(panes);
    else setAsked({ panes, words });
  };
  return {
    ask: (panes) => void ask(panes),
    question: asked && (
      <DockDialog
        title={asked.panes.length > 1 ? "Close these terminals?" : "Close this terminal?"}
        onClose={() => setAsked(undefined)}
      >
        <p className={classes.question}>{asked.words}</p>
        <div className={classes.answers}>
          <Button variant="default" onClick={() => setAsked(undefined)} data-autofocus>
            Keep it open
          </Button>
          <Button color="red.9" onClick={() => close(asked.panes)}>
            Close and end it
          </Button>
        </div>
      </DockDialog>
    ),
  };
}

/** What would be lost, as a sentence; undefined when nothing would. */
async function whyAsk(client: JobsClient, pane: DockPane): Promise<string | undefined> {
  const { link } = terminalOf(pane, client, "light");
  const { status } = link.getState();
  const isOver = status === "ended" || status === "lost" || status === "refused";
  // What is attached, and what tmux keeps, goes on without anybody looking.
  if (isOver || pane.target.kind === "attach" || pane.target.returns) return undefined;
  if (!isBareShell(pane.target))
    return `${pane.target.commands[link.place.commandIndex]} still runs and would be ended.`;
  if (status !== "live") return "Whether a program still runs in it is not known while the connection is away.";
  try {
    const { foreground } = await client.execInspect(pane.jobId, link.place.sessionId);
    if (foreground === null) return undefined;
    if (foreground !== undefined) return `${foreground} still runs in it and would be ended.`;
  } catch (error) {
    // Where nobody can tell, somebody has to be asked.
    console.info("What runs in the shell is not known.", error);
  }
  return "A program that still runs in it would be ended.";
}
