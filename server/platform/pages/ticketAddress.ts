/** On every job's host this path is ours and never reaches the job. */
const PATH = "/.jobdeck/open";

/** The address that takes a ticket for a session. @param page e.g. `http://job-1.jobs.localhost:8080/` */
export function ticketAddress(page: string, ticket: string): string {
  return `${new URL(PATH, page).href}?${new URLSearchParams({ ticket }).toString()}`;
}

/** The ticket that a request brings; undefined when it asks for something else. */
export function readTicket(url = ""): string | undefined {
  const [path, query = ""] = url.split("?", 2);
  return path === PATH ? (new URLSearchParams(query).get("ticket") ?? "") : undefined;
}
