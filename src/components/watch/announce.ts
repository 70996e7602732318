import type { WatchEvent } from "../../api/queries/watchedJobs.ts";
import { jobStatusWords, statusLabel } from "../../lib/reasons.ts";
import { jobLabel } from "../../lib/shortId.ts";

/** What to say of an event: "train-7 failed", and the reason in words. */
export function wordsOf({ kind, job }: WatchEvent): { readonly title: string; readonly body: string } {
  const { title, detail } = jobStatusWords(job);
  const status = kind === "started" ? "is running" : statusLabel(job.status).toLowerCase();
  const said = kind === "started" || title === statusLabel(job.status) ? undefined : title;
  return { title: `${jobLabel(job)} ${status}`, body: [said, detail].filter((part) => part !== undefined).join(". ") };
}

/**
 * Shows an event as the system's notification, if the user allowed that. The same event told by several tabs is shown
 * once.
 * @param open called when the user picks it
 */
export function announce(event: WatchEvent, open: (jobId: string) => void): void {
  if (!canNotify() || Notification.permission !== "granted") return;
  const { title, body } = wordsOf(event);
  const notification = new Notification(title, { body, tag: `${event.job.id} ${event.kind}`, icon: "/favicon.svg" });
  notification.onclick = () => {
    window.focus();
    open(event.job.id);
    notification.close();
  };
}

/** Asks the browser once whether notifications may be shown; to be called when the user does something. */
export async function askToNotify(): Promise<void> {
  if (canNotify() && Notification.permission === "default") await Notification.requestPermission();
}

/** Why only the title will tell; undefined where notifications are shown. */
export function whyNoNotification(): string | undefined {
  if (!canNotify())
    return "This browser shows no notifications for this page; the tab's title will count what happens.";
  if (Notification.permission !== "denied") return undefined;
  return "The browser blocks notifications of this page; the tab's title will count what happens.";
}

/** Browsers offer notifications only where a page is safe: https, or this machine. */
function canNotify(): boolean {
  return "Notification" in window && window.isSecureContext;
}
