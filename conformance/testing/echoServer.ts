import { startRunning, target } from "./api.ts";
import { open, PROTOCOL } from "./socket.ts";

/** Listens on a free port, prints `port N` and gives back what it is sent. */
const PROGRAM = `
const server = require("node:net").createServer({ allowHalfOpen: true }, (socket) => {
  socket.on("error", () => {});
  socket.pipe(socket);
});
server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));
`;

/** Starts a job that gives back what its port is sent. */
export async function startEcho(): Promise<{ readonly id: string; readonly port: number }> {
  // A container has its own ports and perhaps no Node; this machine has one for sure.
  const script =
    target.engine === "process"
      ? `exec '${process.execPath}' -e '${PROGRAM.replaceAll("'", `'\\''`)}'`
      : "echo port 7007; exec nc -lk -p 7007 -e cat";
  const id = await startRunning(script);
  const log = open(`${id}/log_ws`, PROTOCOL.logs);
  const text = await log.until((printed) => /port \d+\n/.test(printed));
  log.socket.close();
  await log.closed;
  return { id, port: Number(/port (\d+)/.exec(text)?.[1]) };
}
