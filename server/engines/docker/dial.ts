import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { EngineError, type StreamSession } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { runHelper } from "./exec.ts";
import { containerAddress, type Inspection } from "./inspection.ts";

/** An engine on another machine, or inside a virtual one, has addresses that lead nowhere from here. */
const CONNECT_PATIENCE_MS = 1_500;
const READY = "jobdeck-connected\n";
const NOBODY = 97;
const NO_TOOL = 98;
const NO_SHELL = 126;

/**
 * Goes to a port from inside the container: for what listens on its loopback only, and where its address leads nowhere.
 * `$1` is the port, `$2` the same in the form of the kernel's table of sockets.
 */
const RELAY = `
grep -qi ":$2 [0-9A-F]*:0000 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null || exit ${NOBODY}
host=127.0.0.1
grep -qi ":$2 [0-9A-F]*:0000 0A" /proc/net/tcp 2>/dev/null || host=::1
if command -v nc >/dev/null 2>&1; then tool=nc
elif command -v socat >/dev/null 2>&1; then tool=socat
elif command -v python3 >/dev/null 2>&1; then tool=python3
else exit ${NO_TOOL}; fi
printf '${READY.trim()}\\n'
case $tool in
  nc) exec nc "$host" "$1" ;;
  socat) exec socat -t 86400 - "TCP:$host:$1" ;;
  python3) exec python3 -c '
import os, socket, sys, threading
connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
def send():
    while True:
        data = os.read(0, 65536)
        if not data: break
        connection.sendall(data)
    connection.shutdown(socket.SHUT_WR)
threading.Thread(target=send, daemon=True).start()
while True:
    data = connection.recv(65536)
    if not data: break
    while data: data = data[os.write(1, data):]
' "$host" "$1" ;;
esac`;

/**
 * Connects to a port of a running container: by its address, else from inside.
 * @throws EngineError invalid when nobody listens there, or the image has nothing that could connect
 */
export async function dialContainer(connection: Connection, inspection: Inspection, port: number): Promise<Duplex> {
  const address = containerAddress(inspection.NetworkSettings);
  const direct = address === undefined ? undefined : await open(address, port).catch(() => undefined);
  return direct ?? relay(connection, inspection.Id, port);
}

/** @throws EngineError invalid */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return;
  throw new EngineError("invalid", "A port is a whole number from 1 to 65535.");
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    socket.once("error", fail);
    socket.setTimeout(CONNECT_PATIENCE_MS, () => fail(new Error("timed out")));
    socket.once("connect", () => {
      socket.off("error", fail);
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

async function relay(connection: Connection, container: string, port: number): Promise<Duplex> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const giveUp = new AbortController();
  const session = await runHelper(connection, container, ["sh", "-c", RELAY, "sh", String(port), hex], giveUp.signal);
  const output = session.output[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < READY.length) {
    const next = await output.next();
    if (next.done) throw refusalOf(await session.exitCode, port);
    if (next.value.stream === "stdout") head = Buffer.concat([head, next.value.data]);
  }
  if (head.toString("latin1", 0, READY.length) !== READY) {
    giveUp.abort();
    throw refusalOf(NO_SHELL, port);
  }
  return duplexOf(session, output, head.subarray(READY.length), () => giveUp.abort());
}

function refusalOf(exitCode: number, port: number): EngineError {
  if (exitCode === NOBODY) return new EngineError("invalid", `Nothing listens on port ${port} of the job.`);
  const missing = exitCode === NO_TOOL ? "nc, socat and python3" : "a shell";
  const message = `Port ${port} of the job cannot be reached from here, and its image lacks ${missing} to reach it from inside.`;
  return new EngineError("invalid", message);
}

type Output = AsyncIterator<{ readonly stream: string; readonly data: Uint8Array }>;

function duplexOf(session: StreamSession, output: Output, head: Buffer, giveUp: () => void): Duplex {
  const first = head.length > 0 ? [head] : [];
  return new Duplex({
    allowHalfOpen: true,
    read() {
      const early = first.shift();
      if (early) {
        this.push(early);
        return;
      }
      readOn(output).then(
        (data) => this.push(data ?? null),
        (error: Error) => this.destroy(error),
      );
    },
    write(chunk: Buffer, _encoding, done) {
      session.write(chunk).then(() => done(), done);
    },
    final(done) {
      session.endInput().then(() => done(), done);
    },
    destroy(error, done) {
      giveUp();
      session.close().then(
        () => done(error),
        () => done(error),
      );
    },
  });
}

async function readOn(output: Output): Promise<Uint8Array | undefined> {
  for (;;) {
    const next = await output.next();
    if (next.done) return undefined;
    if (next.value.stream === "stdout") return next.value.data;
  }
}
