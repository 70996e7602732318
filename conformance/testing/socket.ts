import { openTestSocket, type TestSocket } from "./testSocket.ts";
import { target, type Server } from "./api.ts";

/** Sub-protocols of the services. */
export const PROTOCOL = {
  channels: "v2.channels.neu.ro",
  attach: "attach.apolo.us",
  logs: "logs.apolo.us",
  top: "top.apolo.us",
} as const;

/** Opens `API/jobs/{path}` as a browser does: the service's own sub-protocol first, the token's last. */
export function open(path: string, protocol: string, server: Server = target): TestSocket {
  return openTestSocket(`${wsOf(server)}/${path}`, [protocol, `bearer.apolo.us-${server.token}`]);
}

/** Opens `API/jobs/{path}` without a sub-protocol, the token in the query: `port_forward` and the legacy calls. */
export function openPlain(path: string, server: Server = target): TestSocket {
  const sign = path.includes("?") ? "&" : "?";
  return openTestSocket(`${wsOf(server)}/${path}${sign}neuro-auth-token=${server.token}`, []);
}

export function wsOf({ url }: Pick<Server, "url">): string {
  return `${url.replace(/^http/, "ws")}/api/v1/jobs`;
}

/** A frame of attach and exec. */
export function onChannel(channel: number, data: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(channel), Buffer.from(data)]);
}

export const stdin = (data: string | Uint8Array): Buffer => onChannel(0, data);
export const resize = (width: number, height: number): Buffer => onChannel(4, JSON.stringify({ height, width }));

/** What attach and exec have said, channel by channel; `end` has every frame of the exit channel. */
export function readChannels(frames: readonly Buffer[]) {
  const of = (channel: number) => frames.filter((frame) => frame[0] === channel).map((frame) => frame.subarray(1));
  const unknown = frames.filter((frame) => ![1, 2, 3].includes(frame[0] ?? -1));
  return {
    stdout: String(Buffer.concat(of(1))),
    stderr: String(Buffer.concat(of(2))),
    end: of(3).map((data) => JSON.parse(String(data)) as { exit_code: number; message?: string }),
    unknown,
  };
}

export function execPath(id: string, command: string, flags: string): string {
  return `${id}/exec?cmd=${encodeURIComponent(command)}&${flags}`;
}

/** Runs a command beside a job to its end. */
export async function runExec(id: string, command: string, flags = "stdout=1&stderr=1") {
  const socket = open(execPath(id, command, flags), PROTOCOL.channels);
  await socket.closed;
  return readChannels(socket.frames);
}
