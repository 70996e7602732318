import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures.ts";

/** The system's own notifications cannot be looked at: what the page asks the browser to show is noted instead. */
async function noteNotifications(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const shown: string[] = [];
    class Noted extends EventTarget {
      static readonly permission = "granted";
      static requestPermission = () => Promise.resolve("granted");
      onclick = null;
      constructor(title: string, options: NotificationOptions) {
        super();
        shown.push(`${title} | ${options.body ?? ""}`);
      }
      close() {
        // Nothing is on the screen.
      }
    }
    Object.assign(window, { Notification: Noted, shownNotifications: shown });
  });
  return () => page.evaluate(() => (window as unknown as { shownNotifications: string[] }).shownNotifications);
}

test("a watched job tells how it ended, whatever page is open", async ({ page, fresh }) => {
  const notified = await noteNotifications(page);
  const { id } = await fresh.run({ command: "sh -c 'read line; exit 3'", tty: true, name: "watched-one" });
  await page.goto(fresh.link);
  await page.goto(`${fresh.origin}/jobs/${id}`);
  await page.getByRole("button", { name: "Watch watched-one" }).click();
  await expect(page.getByRole("button", { name: "Watch watched-one" })).toHaveAttribute("aria-pressed", "true");
  await expectAccessible(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Storage" }).click();
  const looked = page.waitForResponse((response) => response.url().endsWith(`/jobs/${id}`));
  await page.reload();
  await looked;
  await fresh.client.sendSignal(id, "KILL");
  await expect.poll(notified).toEqual([expect.stringMatching(/^watched-one failed \| /)]);
  await expect(page.getByRole("status", { name: "Watched jobs" })).toHaveText("watched-one failed");
});

test("one's own jobs are told of when they start and end, and counted in the title meanwhile", async ({
  page,
  context,
  fresh,
}) => {
  const notified = await noteNotifications(page);
  await page.goto(fresh.link);
  await page.getByRole("button", { name: /^Signed in as/ }).click();
  const looked = page.waitForResponse((response) =>
    /owner=.*status=pending|status=pending.*owner=/.test(response.url()),
  );
  await page.getByRole("button", { name: "Watch my jobs" }).click();
  await looked;
  const other = await context.newPage();
  await other.bringToFront();
  const { id } = await fresh.run({ command: "sleep 600", name: "mine-one" });
  await expect.poll(notified, { timeout: 30_000 }).toEqual(["mine-one is running | "]);
  await fresh.client.kill(id);
  await expect
    .poll(notified, { timeout: 30_000 })
    .toEqual(["mine-one is running | ", expect.stringMatching(/^mine-one cancelled/)]);
  await other.close();
  await page.reload();
  await page.getByRole("button", { name: /^Signed in as/ }).click();
  await expect(page.getByRole("button", { name: "Watching my jobs" })).toHaveAttribute("aria-pressed", "true");
});
