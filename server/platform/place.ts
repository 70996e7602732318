import { whyNotChange } from "../../contract/roles.ts";
import type { Person } from "../http/auth.ts";
import { brokenRule, forbidden } from "../http/errors.ts";

/** Where a job lives, and whose it is. */
export interface Place {
  readonly clusterName: string;
  readonly projectName: string;
  readonly userName: string;
}

export const CLUSTER_NAME = "default";

/** The address of a project's jobs, or of one of them, as permissions name it. */
export function jobUri(projectName: string, jobId?: string): string {
  return ["job:/", CLUSTER_NAME, projectName, jobId].filter((part) => part !== undefined).join("/");
}

/**
 * Where a person's new job goes: everybody has the project of his name, and a manager may use them all.
 * @param wanted the project that was asked for; his own when undefined
 * @param projects the names of all projects
 * @throws HttpError 400 when there is no such project, 403 when it is not his
 */
export function placeFor(person: Person, wanted: string | undefined, projects: readonly string[]): Place {
  const projectName = wanted ?? person.name;
  if (projectName !== person.name) {
    if (!projects.includes(projectName)) {
      throw brokenRule("project_name", `there is ${noProject(projectName, projects)}`);
    }
    const reason = whyNotChange(person, projectName, `start jobs in the project ${projectName}`);
    if (reason !== undefined) throw forbidden(reason, jobUri(projectName));
  }
  return { clusterName: CLUSTER_NAME, projectName, userName: person.name };
}

/** What is said of a project that is not there: `no project "a"; there are b, c`. */
export function noProject(projectName: string, projects: readonly string[]): string {
  const known = projects.length === 1 ? `there is ${projects.join("")}` : `there are ${projects.join(", ")}`;
  return `no project "${projectName}"; ${known}`;
}

/** A login name made to fit the platform's rule for names; "user" when nothing usable is left. */
export function fitUserName(login: string): string {
  const fitted = login
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return fitted.length < 3 ? "user" : fitted;
}
