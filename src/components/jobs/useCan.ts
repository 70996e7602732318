import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Asker } from "../../../contract/roles.ts";
import { askerOf, can, type Allows } from "../../api/can.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../ClientContext.ts";

/** Who is signed in; undefined while that is not known or where a platform does not say. */
export function useAsker(): Asker | undefined {
  return askerOf(useQuery(configQuery(useClient())).data);
}

/** Whether whoever is signed in can do something with a job now, and if not, why. */
export function useCan(): Allows {
  const { data: config } = useQuery(configQuery(useClient()));
  // The same until something else is allowed: rows are drawn again for another one.
  return useMemo(() => {
    const asker = askerOf(config);
    return (action, job) => {
      const engine = config?.clusters.find((cluster) => cluster.name === job.clusterName)?.engine;
      return can(action, job, engine, asker);
    };
  }, [config]);
}
