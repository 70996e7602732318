import { defineConfig } from "@playwright/test";

const executablePath = process.env.JOBDECK_CHROMIUM;
if (!executablePath) throw new Error("Run the browser tests by `npm test`, or set JOBDECK_CHROMIUM to a Chromium.");

/** Real server, real jobs, the system's own Chromium. Every test file boots a server of its own (e2e/fixtures.ts). */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // Real processes on a shared machine: further tries tell a flake, which is named at the end, from a failure.
  retries: 2,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 10_000,
    // Recording every test would cost a third of their time.
    trace: "on-first-retry",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
