import { useQuery } from "@tanstack/react-query";
import type { EngineInfo } from "../../../contract/config.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../ClientContext.ts";

/** What the engine of a cluster can and cannot do; undefined while that is not known or where the platform does not say. */
export function useEngine(clusterName: string): EngineInfo | undefined {
  const { data: config } = useQuery(configQuery(useClient()));
  return config?.clusters.find((cluster) => cluster.name === clusterName)?.engine;
}
