import { beforeAll, describe, expect, it } from "vitest";
import { call, startRunning } from "./testing/api.ts";
import { startEcho } from "./testing/echoServer.ts";
import { clientFrame, fragments, openRaw, OPCODE } from "./testing/rawSocket.ts";
import { execPath, PROTOCOL, readChannels, resize, stdin } from "./testing/socket.ts";

/** What a person types; 4-byte characters and control characters included. */
const LINE = Buffer.from("häl\x01lo 😀\tend\n");

let id: string;
beforeAll(async () => {
  id = await startRunning("sleep 1000");
});

/** Gives back what it reads, byte by byte in hexadecimal, until its input has the length. */
const hexOf = (bytes: number) => `sh -c 'head -c ${bytes} | od -An -v -tx1 | tr -d " \\n"'`;
const cat = () => openRaw(execPath(id, "cat", "stdin=1&stdout=1"), PROTOCOL.channels);

describe("frames in pieces", () => {
  it("arrive whole when every byte is a segment of its own, from the handshake on", async () => {
    const socket = await openRaw(execPath(id, hexOf(LINE.length), "stdin=1&stdout=1"), PROTOCOL.channels);
    expect(socket.answer).toMatch(/^HTTP\/1.1 101 /);
    expect(socket.answer).toMatch(new RegExp(`sec-websocket-protocol: ${PROTOCOL.channels}`, "i"));
    await socket.trickle(clientFrame(OPCODE.binary, stdin(LINE)));
    await socket.ended;
    const { stdout, end } = readChannels(socket.frames);
    expect([stdout, end]).toEqual([LINE.toString("hex"), [{ exit_code: 0 }]]);
  });

  it("arrive whole when the message is cut in two at every byte", async () => {
    const message = stdin(LINE);
    const cuts = Array.from({ length: message.length + 1 }, (_, cut) => cut);
    const socket = await cat();
    for (const cut of cuts) await socket.trickle(fragments([message.subarray(0, cut), message.subarray(cut)]));
    await socket.until((text) => text.split("end\n").length > cuts.length);
    expect(readChannels(socket.frames).stdout).toBe(String(LINE).repeat(cuts.length));
    socket.destroy();
  });

  it("arrive whole when each byte is a fragment, with empty ones and a ping between", async () => {
    const pieces = [...stdin(LINE)].flatMap((byte) => [Buffer.of(byte), Buffer.of()]);
    const inPieces = pieces.map((piece, index) =>
      clientFrame(index === 0 ? OPCODE.binary : OPCODE.continuation, piece, index === pieces.length - 1),
    );
    const socket = await cat();
    await socket.trickle(Buffer.concat([...inPieces.slice(0, 9), clientFrame(OPCODE.ping, Buffer.from("between"))]));
    await socket.trickle(Buffer.concat(inPieces.slice(9)));
    await socket.until((text) => text.includes("end\n"));
    expect(readChannels(socket.frames).stdout).toBe(String(LINE));
    expect(socket.controls).toContainEqual({ opcode: OPCODE.pong, payload: Buffer.from("between") });
    socket.destroy();
  });

  it("arrive one by one when many are one segment", async () => {
    const socket = await openRaw(execPath(id, "sh", "tty=1&stdin=1&stdout=1"), PROTOCOL.channels);
    // Where a size goes its own way to the job, what is typed may overtake it.
    const typed = 'until stty size | grep "33 101"; do sleep 0.1; done; exit 3\n';
    const all = [resize(101, 33), ...[...typed].map((character) => stdin(character))];
    socket.send(Buffer.concat(all.map((frame) => clientFrame(OPCODE.binary, frame))));
    await socket.ended;
    const { stdout, end } = readChannels(socket.frames);
    expect(stdout).toContain("\n33 101");
    expect(end).toEqual([{ exit_code: 3 }]);
  });

  it("arrive the same at an attached job", async () => {
    const job = await startRunning(`head -c ${LINE.length} | od -An -v -tx1 | tr -d " \\n"`);
    const socket = await openRaw(`${job}/attach?stdin=1&stdout=1`, PROTOCOL.attach);
    await socket.trickle(fragments([...stdin(LINE)].map((byte) => Buffer.of(byte))));
    await socket.ended;
    const { stdout, end } = readChannels(socket.frames);
    expect([stdout, end]).toEqual([LINE.toString("hex"), [{ exit_code: 0 }]]);
  });

  it("arrive the same in the legacy form, whose input has no channel", async () => {
    const { body } = await call("POST", `/jobs/${id}/exec_create`, { command: hexOf(LINE.length) });
    const socket = await openRaw(`${id}/${(body as { exec_id: string }).exec_id}/exec_start`);
    await socket.trickle(fragments([...LINE].map((byte) => Buffer.of(byte))));
    await socket.ended;
    expect(readChannels(socket.frames)).toMatchObject({ stdout: LINE.toString("hex"), end: [] });
  });

  it("arrive the same at a forwarded port", async () => {
    const echo = await startEcho();
    const socket = await openRaw(`${echo.id}/port_forward/${echo.port}`);
    await socket.trickle(fragments([...LINE].map((byte) => Buffer.of(byte))));
    await socket.until((text) => text === String(LINE));
    socket.destroy();
  });
});
