import { Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import classes from "./JobPage.module.css";
import { createTerminalSlot, fillSlot, TerminalSlotContext } from "./terminalSlot.ts";

/** Where the chosen tab is drawn; one for each job, so that nothing of one job is left for the next. */
export function JobPanel() {
  const [slot] = useState(createTerminalSlot);
  useEffect(() => () => fillSlot(slot, undefined), [slot]);
  return (
    <TerminalSlotContext value={slot}>
      <div className={classes.panel}>
        <Outlet />
      </div>
    </TerminalSlotContext>
  );
}
