// `npm run bench -- NAME`: runs bench/NAME.ts against a fresh build.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { build, fail, findChromium, install, requireNode, root } from "./setup.mjs";

requireNode();
await install();
const files = (await readdir(join(root, "bench"))).filter((file) => file.endsWith(".ts"));
const names = files.map((file) => file.replace(/\.ts$/, ""));
const name = process.argv[2];
if (!name || !names.includes(name)) fail(`Usage: npm run bench -- NAME, where NAME is one of: ${names.join(", ")}`);
process.env.JOBDECK_CHROMIUM ??= findChromium();
await build();
const { runnerImport } = await import("vite");
await runnerImport(join(root, "bench", `${name}.ts`), { configFile: false, root, logLevel: "warn" });
