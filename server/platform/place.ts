/** Where jobs live: one cluster, one project and one user, as a server of one's own has them. */
export interface Place {
  readonly clusterName: string;
  readonly projectName: string;
  readonly userName: string;
}

export const CLUSTER_NAME = "default";

/** The user's only project bears the user's name. */
export function placeOf(userName: string): Place {
  return { clusterName: CLUSTER_NAME, projectName: userName, userName };
}

/** A login name made to fit the platform's rule for names; "user" when nothing usable is left. */
export function fitUserName(login: string): string {
  const fitted = login
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return fitted.length < 3 ? "user" : fitted;
}
