import { useQuery } from "@tanstack/react-query";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import type { FormControl } from "./useStartForm.ts";

/** Where the job will be: its cluster, and the project whose names, files and secrets it shares. */
export interface StartPlace {
  readonly clusterName: string;
  /** Undefined where a platform names no projects. */
  readonly projectName: string | undefined;
}

/** The place that the form stands for: the project it names, else the first of the cluster, as the platform takes it. */
export function usePlace({ form, cluster }: Pick<FormControl, "form" | "cluster">): StartPlace {
  const { data: config } = useQuery(configQuery(useClient()));
  const first = config?.projects.find(
    (project) => project.clusterName === cluster.name && (form.org === "" || project.orgName === form.org),
  );
  return { clusterName: cluster.name, projectName: form.project === "" ? first?.name : form.project };
}
