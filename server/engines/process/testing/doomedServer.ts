/** A program that starts a run and an exec in it, says so, and stays until it is killed. */
import type { RunSpec } from "../../engine.ts";
import { createProcessEngine } from "../engine.ts";

const [dataDir = "", shimPath = "", spec = ""] = process.argv.slice(2);
const engine = await createProcessEngine({ dataDir, shimPath });
const handle = await engine.start(JSON.parse(spec) as RunSpec);
void engine.wait(handle, new AbortController().signal);
const session = await engine.exec?.(handle, {
  command: ["sh", "-c", "echo $$; exec sleep 1000"],
  tty: false,
  stdin: true,
  stdout: true,
  stderr: true,
  signal: new AbortController().signal,
});
for await (const { data } of session?.output ?? []) {
  console.log(JSON.stringify({ execPid: Number(Buffer.from(data).toString()) }));
}
