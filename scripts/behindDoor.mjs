// `node behindDoor.mjs PORT PATH COMMAND...`: runs the command where connections to the port of this machine come out of
// the socket file.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openDoor } from "./doors.mjs";

const [port, path = "", command = "", ...args] = process.argv.slice(2);
const door = await openDoor({ host: "127.0.0.1", port: Number(port) }, { path });
const child = spawn(command, args, { stdio: "inherit" });
const [code] = /** @type {[number | null]} */ (await once(child, "exit"));
await door.close();
process.exitCode = code ?? 1;
