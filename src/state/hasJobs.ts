const STORAGE_KEY = "jobdeck.hasJobs";

/** Whether the list had jobs when it was seen last in this browser: then what shows them is loaded before they come. */
export function expectsJobs(): boolean {
  return localStorage.getItem(STORAGE_KEY) !== null;
}

/** Remembers that there are jobs. */
export function noteJobs(): void {
  if (!expectsJobs()) localStorage.setItem(STORAGE_KEY, "yes");
}
