/** What a person may do here, least first: see everything, change his own jobs, change all. */
export const USER_ROLES = ["reader", "user", "manager"] as const;
export type UserRole = (typeof USER_ROLES)[number];
