import { Outlet } from "@tanstack/react-router";
import classes from "./JobPage.module.css";

/** Where the chosen tab is drawn; one for each job, so that nothing of one job is left for the next. */
export function JobPanel() {
  return (
    <div className={classes.panel}>
      <Outlet />
    </div>
  );
}
