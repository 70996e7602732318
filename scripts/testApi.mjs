// `npm run test:api`: proves that a server speaks the Jobs API. Without an address it starts the built server itself.
import { parseArgs } from "node:util";
import { join } from "node:path";
import { build, fail, install, requireNode, root, run } from "./setup.mjs";

const HELP = `Usage: npm run test:api -- [options]

Runs the conformance suite of the Jobs API against a server; without --url against the built one, started for it.

  --url URL         the server's address, e.g. http://127.0.0.1:8080 (JOBDECK_API_URL)
  --token TOKEN     a token of it (JOBDECK_API_TOKEN)
  --engine ENGINE   what runs its jobs: process, docker, kubernetes (JOBDECK_API_ENGINE; process)
  --pid PID         its process, where it runs on this machine: its memory is looked at (JOBDECK_API_PID)

JOBDECK_API_IMAGE names an image with a POSIX shell, where the server has more than it can name (alpine).
JOBDECK_API_SCOPE=engine runs only what depends on that which runs the jobs, =platform only the rest.
`;

requireNode();
const { url, token, engine, pid, help } = readFlags();
if (help) {
  console.log(HELP);
  process.exit(0);
}
if (url !== undefined && !(token ?? process.env.JOBDECK_API_TOKEN)) fail("Give --token too: the server wants one.");
await install();
await build();
try {
  const env = {
    ...(url === undefined ? {} : { JOBDECK_API_URL: url }),
    ...(token === undefined ? {} : { JOBDECK_API_TOKEN: token }),
    ...(engine === undefined ? {} : { JOBDECK_API_ENGINE: engine }),
    ...(pid === undefined ? {} : { JOBDECK_API_PID: pid }),
  };
  await run(join(root, "node_modules", ".bin", "vitest"), ["run", "--config", "conformance/vitest.config.ts"], { env });
} catch (error) {
  fail(String(error));
}

function readFlags() {
  try {
    const text = /** @type {const} */ ({ type: "string" });
    const options = {
      url: text,
      token: text,
      engine: text,
      pid: text,
      help: /** @type {const} */ ({ type: "boolean" }),
    };
    return parseArgs({ options }).values;
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    return fail(`${line?.replace(/\.$/, "")}. See --help.`);
  }
}
