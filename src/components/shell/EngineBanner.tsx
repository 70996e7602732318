import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { configQuery } from "../../api/queries/config.ts";
import { engineHealthQuery } from "../../api/queries/engineState.ts";
import { formatElapsed } from "../../lib/elapsed.ts";
import { useClient } from "../ClientContext.ts";
import { useTickingText } from "../jobs/clock.ts";
import classes from "./EngineBanner.module.css";

/** Says that what runs the jobs does not answer, for as long as it does not. The live region is always there. */
export function EngineBanner() {
  const client = useClient();
  const { data: config } = useQuery(configQuery(client));
  const canBeAway = config?.clusters.some(({ engine }) => engine?.canBeAway === true) ?? false;
  const { data: health } = useQuery({ ...engineHealthQuery(client), enabled: canBeAway });
  const isAway = canBeAway && health?.state === "away" && health.sinceMs !== undefined;
  return (
    <div role="status" aria-label="Engine">
      {isAway && <Away sinceMs={health.sinceMs ?? 0} message={health.message} />}
    </div>
  );
}

function Away({ sinceMs, message }: { readonly sinceMs: number; readonly message: string | undefined }) {
  const elapsed = useTickingText((nowMs) => formatElapsed(nowMs - sinceMs));
  const time = new Date(sinceMs).toLocaleTimeString(undefined, { timeStyle: "medium" });
  return (
    <div className={classes.banner}>
      <IconPlugConnectedX size={16} aria-hidden className={classes.icon} />
      <p className={classes.text}>
        <strong>
          The container engine has not answered since <span className="jd-num">{time}</span>.
        </strong>{" "}
        {/* Told once, not every second. */}
        <span aria-hidden>
          The state of running jobs has been unknown for <span className="jd-num">{elapsed}</span>.
        </span>{" "}
        They are not lost, and nothing new can be started until it is back.
        {message !== undefined && <span className={classes.detail}>{message}</span>}
      </p>
    </div>
  );
}
