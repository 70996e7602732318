import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { endTree, EXEC_MARK, sendSignal, type TreeQuery } from "../processTree.ts";
import { readProcess } from "../processTable.ts";
import { encodeMessage, type ClientMessage, type ExecRequest, type ShimMessage } from "../shimProtocol.ts";
import { complain } from "./complain.ts";
import type { Child, ChildOptions } from "./child.ts";
import { startChild } from "./startChild.ts";
import { forwardInput } from "./input.ts";
import { createOutputSender } from "./outputSender.ts";
import { drainPumps, startPump, type Pump } from "./pump.ts";
import type { Role } from "./role.ts";
import type { SupervisedRun } from "./run.ts";

/** What a program started by exec left running may hold its output open; after this long a silence it is complete. */
const OUTPUT_IDLE_MS = 250;
/** How long a process whose user has left may take to end by itself. */
const HANG_UP_GRACE_MS = 1000;

/**
 * Runs a further process in the run, for as long as its connection lasts: a lost connection ends it and all that it has
 * started. What it leaves running when it ends by itself goes on as a part of the run.
 */
export function serveExec(run: SupervisedRun, socket: Socket, request: ExecRequest): Role {
  const execId = randomUUID();
  const pending: ClientMessage[] = [];
  let input: ReturnType<typeof forwardInput> | undefined;
  const output = createOutputSender(socket, request.tellsTaken === true);
  const send = (message: ShimMessage) => {
    if (socket.writable) socket.write(encodeMessage(message));
  };

  async function execute(): Promise<void> {
    if (!run.isRunning()) return send({ type: "refused", message: "The run has ended." });
    if (run.halting.isHalted()) return send({ type: "refused", message: "The run is suspended." });
    const started = await startChild(childOptions(run, request, execId));
    send({ type: "started", ...("child" in started && { pid: started.child.pid }) });
    if ("problem" in started) {
      const said = Buffer.from(`${started.problem.message}${request.tty ? "\r\n" : "\n"}`);
      output.processEnded();
      await output.send(request.tty ? "stdout" : "stderr", said);
      return send({ type: "exit", exitCode: started.problem.exitCode });
    }
    const { child } = started;
    const hangUp = await prepareHangUp(child, execId);
    // The run may have ended, or been suspended, while this process was being started, too late to be a part of that.
    if (!run.isRunning() || run.halting.isHalted()) hangUp();
    input = forwardInput(child, send);
    for (const message of pending.splice(0)) input.onMessage(message);
    // A terminal has output whether asked for or not, and a process must not wait for nobody to read it.
    const isWanted = request.stdout || request.stderr;
    const pumps = child.outputs.map(({ stream, source }) =>
      startPump(source, async (chunk) => (isWanted ? output.send(stream, chunk) : undefined)),
    );
    // A shell that somebody types into takes no SIGTERM, and would hold the run's end up for the whole grace.
    const stopListening = run.onStop(() => void sendSignal(child.pid, "SIGHUP"));
    const exitCode = await endWithConnection(child, socket, hangUp).finally(stopListening);
    output.processEnded();
    await finishOutput(pumps, socket);
    closeStreams(child);
    send({ type: "exit", exitCode });
  }

  void execute()
    .catch((error: unknown) => {
      complain(`An exec failed: ${String(error)}`);
      send({ type: "refused", message: "The process could not be started or watched." });
    })
    .finally(() => socket.end());
  return {
    onMessage(message) {
      if (message.type === "outputTaken") output.taken(message.bytes);
      else if (input) input.onMessage(message);
      else pending.push(message);
    },
    onInput: (data) => input?.onInput(data),
    // Its process ends with the run, and then it says so itself.
    onRunEnd: () => undefined,
  };
}

function childOptions(run: SupervisedRun, request: ExecRequest, execId: string): ChildOptions {
  const env = request.tty ? { ...terminalEnvironment(run.spec.env), ...run.spec.env } : run.spec.env;
  return {
    ...request,
    cwd: run.spec.cwd,
    env: { ...env, [EXEC_MARK]: execId },
    pipeFolder: run.folder.path,
    cpuGroup: run.spec.cpuGroup,
  };
}

/** What programs are to know of the terminal where the run says nothing else: its kind, its colours, and that it is UTF-8. */
function terminalEnvironment({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string>>): Record<string, string> {
  const hasLocale = [LC_ALL, LC_CTYPE, LANG].some((locale) => locale !== undefined && locale !== "");
  return { TERM: "xterm-256color", COLORTERM: "truecolor", ...(!hasLocale && { LC_CTYPE: "C.UTF-8" }) };
}

/** Answers how to end a process and all that it has started. */
async function prepareHangUp(child: Child, execId: string): Promise<() => void> {
  const info = await readProcess(child.pid);
  const marks = [`${EXEC_MARK}=${execId}`];
  const query: TreeQuery = { marks, roots: info ? [info] : [], orphansOf: "caller's ancestors" };
  return () => {
    const deadline = performance.now() + HANG_UP_GRACE_MS;
    endTree(query, { ask: ["SIGHUP", "SIGTERM", "SIGCONT"], deadlineMs: () => deadline }).catch((error: unknown) =>
      complain(`What an exec has started could not be ended: ${String(error)}`),
    );
  };
}

/** Resolves with the exit code; hangs up when the connection goes first. */
async function endWithConnection(child: Child, socket: Socket, hangUp: () => void): Promise<number> {
  if (socket.destroyed) hangUp();
  else socket.once("close", hangUp);
  const exitCode = await child.exited;
  socket.off("close", hangUp);
  return exitCode;
}

/** Sends what is still to come; when nobody is there to read it any more it is dropped. */
async function finishOutput(pumps: readonly Pump[], socket: Socket): Promise<void> {
  try {
    await drainPumps(pumps, OUTPUT_IDLE_MS);
  } catch (error) {
    if (!socket.destroyed) throw error;
  }
}

function closeStreams(child: Child): void {
  child.input?.destroy();
  for (const { source } of child.outputs) source.destroy();
}
