import { useQuery } from "@tanstack/react-query";
import type { EngineInfo } from "../../../contract/config.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../ClientContext.ts";

/** What the engine of each cluster can and cannot do; undefined while that is not known or where a platform does not say. */
function useEngines(): (clusterName: string) => EngineInfo | undefined {
  const { data: config } = useQuery(configQuery(useClient()));
  return (clusterName) => config?.clusters.find((cluster) => cluster.name === clusterName)?.engine;
}

/** {@link useEngines} for one cluster. */
export function useEngine(clusterName: string): EngineInfo | undefined {
  return useEngines()(clusterName);
}
