/** What a person may do here, least first: see everything, change his own jobs, change all. */
export const USER_ROLES = ["reader", "user", "manager"] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Who asks, as far as rules are concerned. */
export interface Asker {
  readonly name: string;
  readonly role: UserRole;
}

/** Why a person may not start jobs or make anything else of his own, as a sentence; undefined when he may. */
export function whyNotWrite({ role }: Asker): string | undefined {
  return role === "reader" ? "You may look, but not change anything: your role is reader." : undefined;
}

/**
 * Why a person may not change what belongs to `owner`, as a sentence; undefined when he may.
 * @param what what is to be done: "end this job"
 */
export function whyNotChange(asker: Asker, owner: string, what: string): string | undefined {
  if (asker.role === "manager" || (asker.role === "user" && asker.name === owner)) return undefined;
  return whyNotWrite(asker) ?? `Only ${owner} or a manager may ${what}.`;
}
