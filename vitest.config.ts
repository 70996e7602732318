import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{contract,src,server,scripts}/**/*.test.{ts,tsx}"],
    globalSetup: "server/testing/buildServer.ts",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    // Real processes on a shared machine: further tries tell a flake, which is named at the end, from a failure.
    retry: 2,
  },
});
