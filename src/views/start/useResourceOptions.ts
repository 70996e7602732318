import { useQuery } from "@tanstack/react-query";
import { resourceUri } from "../../../contract/resourceUri.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import { disksQuery, secretsQuery } from "../../api/queries/resources.ts";
import { useClient } from "../../components/ClientContext.ts";
import type { UriOption } from "./fields/UriField.tsx";
import { usePlace } from "./usePlace.ts";
import type { FormControl } from "./useStartForm.ts";

type Place = Pick<FormControl, "form" | "cluster">;

/** The secrets of the job's project; none where they cannot be listed: they can still be typed. */
export function useSecretOptions(control: Place): readonly UriOption[] {
  const client = useClient();
  const { clusterName, projectName = "" } = usePlace(control);
  const { data: secrets = [] } = useQuery({ ...secretsQuery(client, projectName), enabled: projectName !== "" });
  return secrets.map(({ key }) => ({
    uri: resourceUri("secret", { clusterName, projectName, path: [key] }),
    label: key,
  }));
}

/** The disks of the job's project, likewise. */
export function useDiskOptions(control: Place): readonly UriOption[] {
  const client = useClient();
  const { clusterName, projectName = "" } = usePlace(control);
  const { data: disks = [] } = useQuery({ ...disksQuery(client, projectName), enabled: projectName !== "" });
  return disks.map(({ id, name, storageBytes }) => ({
    uri: resourceUri("disk", { clusterName, projectName, path: [id] }),
    label: `${name ?? id} · ${formatBytes(storageBytes)}`,
  }));
}
