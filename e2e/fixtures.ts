import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { JobdeckServer, type ServerSetup } from "./server.ts";

interface TestFixtures {
  /** What `fresh` finds when it boots: `test.use({ setup: … })` spares it a second start. */
  setup: ServerSetup;
  /** A server that only this test has, empty at first. */
  fresh: JobdeckServer;
  /** A server shared by the tests of a worker: each finds the jobs of those before it, all of them ended. */
  jobdeck: JobdeckServer;
}

interface WorkerFixtures {
  shared: JobdeckServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  shared: [
    // Playwright reads a fixture's needs from this pattern: it has none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await JobdeckServer.start();
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],
  jobdeck: async ({ page, shared }, use) => {
    await use(shared);
    await page.close();
    await shared.endJobs();
  },
  setup: [{}, { option: true }],
  fresh: async ({ page, setup }, use) => {
    const server = await JobdeckServer.start(setup);
    await use(server);
    // A page that is still open would report every connection that a server refuses while it goes down.
    await page.close();
    await server.dispose();
  },
  page: async ({ page }, use) => {
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      // A refused request is what some tests are about; Chromium reports each on the console.
      const isRefusal = /^(Failed to load resource|WebSocket connection to \S+ failed)/.test(message.text());
      if (message.type() === "error" && !isRefusal) {
        problems.push(message.text());
      }
    });
    await use(page);
    expect(problems, "the page reported errors").toEqual([]);
  },
});

export { expect };

/**
 * Fails with the list of what a person with a disability would stumble over on this page.
 * @param within a selector: only this part is looked at, where the rest has been before; many rows take seconds
 */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  // For pages without frames of other origins; it spares a second page, which would take as long as the look itself.
  const whole = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (within === undefined ? whole : whole.include(within)).analyze();
  expect(violations.map((violation) => ({ id: violation.id, at: violation.nodes.map((node) => node.html) }))).toEqual(
    [],
  );
}
