#!/usr/bin/env node
// `npm start` and `npx jobdeck …`: sets up what is missing, then becomes the program.
import { build, install, requireNode } from "./setup.mjs";

requireNode();
try {
  await install();
  await build();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
// In this very process: a signal reaches the server and its exit code is ours.
await import(new URL("../dist/server/main.js", import.meta.url).href);
