import { whyNotChange } from "../../contract/roles.ts";
import type { Person } from "../http/auth.ts";
import { forbidden, HttpError } from "../http/errors.ts";
import { jobUri, noProject } from "./place.ts";

/** What the public platform's clients send for "no organization". */
const NO_ORG: ReadonlySet<string> = new Set(["", "NO_ORG", "no-org"]);

/** Which project's secrets, files and disks are meant; left out: the person's own. */
export interface ProjectChoice {
  readonly orgName?: string;
  readonly projectName?: string;
}

/**
 * The project that a person works in: everybody may look into all of them, and change what jobs there may use by the
 * same rule as the jobs themselves.
 * @param projects the names of all projects
 * @throws HttpError 404 when there is no such project, 403 when the person may only look
 */
export function projectFor(
  person: Person,
  choice: ProjectChoice,
  action: "read" | "write",
  projects: readonly string[],
): string {
  if (choice.orgName !== undefined && !NO_ORG.has(choice.orgName)) {
    throw new HttpError(404, `There is no organization "${choice.orgName}"; leave org_name out.`);
  }
  const { projectName = person.name } = choice;
  if (!projects.includes(projectName)) {
    throw new HttpError(404, `There is ${noProject(projectName, projects)}.`);
  }
  const reason =
    action === "write" ? whyNotChange(person, projectName, `change the project ${projectName}`) : undefined;
  if (reason !== undefined) throw forbidden(reason, jobUri(projectName));
  return projectName;
}
