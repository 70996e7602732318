import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "server/testing/buildServer.ts",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 3,
    // Real processes on a shared machine: further tries tell a flake, which is named at the end, from a failure.
    retry: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "app",
          include: ["{contract,src,scripts}/**/*.test.{ts,tsx}"],
          // Their modules keep nothing that another file could meet: loading them once costs half of loading them anew.
          isolate: false,
        },
      },
      { extends: true, test: { name: "server", include: ["server/**/*.test.ts"] } },
    ],
  },
});
