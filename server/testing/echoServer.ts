const PROGRAM = `
const server = require("node:net").createServer({ allowHalfOpen: true }, (socket) => {
  socket.on("error", () => {});
  socket.pipe(socket);
});
server.listen(Number(process.argv[1] ?? 0), "127.0.0.1", () => console.log("port " + server.address().port));
`;

/** Words of a command for this machine: listens on a free port, prints `port N` and gives back what it is sent. */
export const ECHO_SERVER: readonly string[] = [process.execPath, "-e", PROGRAM];
