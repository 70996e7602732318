// `npm run dev`: the app with hot reload against the real server, which is rebuilt and restarted when it changes.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { install, requireNode, root } from "./setup.mjs";

const SERVER_PORT = process.env.JOBDECK_PORT ?? "8081";
const READY = /^Jobdeck is ready: .*(#token=.*)$/;

requireNode();
await install();
const { build, createServer } = await import("vite");

const watcher = await build({
  configFile: join(root, "vite.server.config.ts"),
  logLevel: "warn",
  build: { watch: {} },
});
await firstBuild(watcher);

const server = spawn(
  process.execPath,
  [
    "--watch",
    "--watch-preserve-output",
    join(root, "dist", "server", "main.js"),
    ...["--port", SERVER_PORT, "--data", process.env.JOBDECK_DATA ?? join(root, ".dev-data")],
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
);

process.env.JOBDECK_DEV_SERVER = `http://127.0.0.1:${SERVER_PORT}`;
const app = await createServer({ configFile: join(root, "vite.config.ts") });
await app.listen();
const [address = ""] = app.resolvedUrls?.local ?? [];

createInterface({ input: server.stdout }).on("line", (line) => {
  const fragment = READY.exec(line)?.[1];
  console.log(fragment ? `Jobdeck is ready for development: ${address}${fragment}` : line);
});

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop(0));
server.once("exit", (code) => void stop(code ?? 1));

/** @param {number} code */
async function stop(code) {
  server.removeAllListeners("exit");
  server.kill();
  if ("close" in watcher) await watcher.close();
  await app.close();
  process.exit(code);
}

/** @param {Awaited<ReturnType<typeof build>>} building */
function firstBuild(building) {
  return new Promise((resolve, reject) => {
    if (!("on" in building)) throw new Error("vite did not watch");
    building.on("event", (event) => {
      if (event.code === "END") resolve(undefined);
      if (event.code === "ERROR") reject(event.error);
    });
  });
}
