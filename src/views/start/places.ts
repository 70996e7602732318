import type { PlatformConfig } from "../../../contract/config.ts";
import type { StartForm } from "./startForm.ts";

/** What can be chosen of organizations and projects. */
export interface Places {
  readonly orgs: readonly string[];
  /** Those of the chosen organization; of all of them where none is chosen. */
  readonly projects: readonly string[];
}

/** The organizations and projects of a cluster; what the form holds is among them even if nobody names it. */
export function placesOf(
  config: PlatformConfig,
  clusterName: string,
  form: Pick<StartForm, "org" | "project">,
): Places {
  const cluster = config.clusters.find(({ name }) => name === clusterName);
  const projects = config.projects.filter(
    (project) => project.clusterName === clusterName && (form.org === "" || project.orgName === form.org),
  );
  return {
    orgs: withHeld(cluster?.orgs ?? [], form.org),
    projects: withHeld(
      projects.map(({ name }) => name),
      form.project,
    ),
  };
}

function withHeld(names: readonly string[], held: string): string[] {
  return [...new Set(held === "" ? names : [...names, held])];
}
