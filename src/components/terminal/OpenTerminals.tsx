import { Button } from "@mantine/core";
import { paneLabel } from "../../lib/dockLayout.ts";
import { showPane, useDock } from "../../state/dock.ts";
import classes from "./Terminal.module.css";

/** The terminals of a job that are in the dock; nothing where there is none. */
export function OpenTerminals({ jobId }: { readonly jobId: string }) {
  const tabs = useDock((dock) => dock.tabs);
  const panes = tabs.flatMap((tab) => tab.panes).filter((pane) => pane.jobId === jobId);
  if (panes.length === 0) return null;
  return (
    <section className={classes.openList} aria-label="Open in this job">
      <h2 className={classes.choiceTitle}>Open in this job</h2>
      <div className={classes.openPanes}>
        {panes.map((pane) => (
          <Button key={pane.id} variant="default" size="compact-sm" onClick={() => showPane(pane.id)}>
            {paneLabel(pane)}
          </Button>
        ))}
      </div>
    </section>
  );
}
