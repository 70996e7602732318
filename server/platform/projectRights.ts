import type { Person } from "../http/auth.ts";
import { HttpError } from "../http/errors.ts";
import { placeOf } from "./place.ts";

/** What the public platform's clients send for "no organization". */
const NO_ORG: ReadonlySet<string> = new Set(["", "NO_ORG", "no-org"]);

/** Which project's secrets, files and disks are meant; left out: the person's own. */
export interface ProjectChoice {
  readonly orgName?: string;
  readonly projectName?: string;
}

/**
 * The project that a person works in. The one place that says who may look into a project and who may change it.
 * @throws HttpError 404 when there is no such project for the person, 403 when the person may only look
 */
export function projectFor(person: Person, choice: ProjectChoice, action: "read" | "write"): string {
  const own = placeOf(person.name).projectName;
  if (choice.orgName !== undefined && !NO_ORG.has(choice.orgName)) {
    throw new HttpError(404, `There is no organization "${choice.orgName}"; leave org_name out.`);
  }
  const { projectName = own } = choice;
  if (projectName !== own) throw new HttpError(404, `There is no project "${projectName}"; there is ${own}.`);
  if (action === "write" && person.role === "reader") {
    throw new HttpError(403, "You may look, but not change anything: your role is reader.");
  }
  return projectName;
}
