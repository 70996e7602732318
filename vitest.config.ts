import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{contract,src,server,scripts}/**/*.test.{ts,tsx}"],
    globalSetup: "server/testing/buildServer.ts",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
