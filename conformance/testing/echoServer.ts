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

/** With either of the small programs of this name; says its port only once it listens. */
const CONTAINER_PROGRAM = `(nc -lk -p 7007 -e cat 2>/dev/null || nc -ll -p 7007 -e cat) &
until grep -q ":1B5F " /proc/net/tcp /proc/net/tcp6; do sleep 0.05; done
echo port 7007
wait`;

/** Starts a job that gives back what its port is sent. */
export async function startEcho(): Promise<{ readonly id: string; readonly port: number }> {
  // A container has its own ports and perhaps no Node; this machine has one for sure.
  const script =
    target.engine === "process"
      ? `exec '${process.execPath}' -e '${PROGRAM.replaceAll("'", `'\\''`)}'`
      : CONTAINER_PROGRAM;
  const id = await startRunning(script);
  const log = open(`${id}/log_ws`, PROTOCOL.logs);
  const text = await log.until((printed) => /port \d+\n/.test(printed));
  log.socket.close();
  await log.closed;
  return { id, port: Number(/port (\d+)/.exec(text)?.[1]) };
}
