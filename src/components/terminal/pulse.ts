import type { KeptShell } from "../../api/jobsClient.ts";
import type { StreamEnvironment } from "../../api/streams/environment.ts";

/** Often enough that no proxy takes an idle shell for a forgotten one. */
const PING_EVERY_MS = 15_000;
/** A slow link needs long for what is on its way, but something of it arrives. */
const PATIENCE_MS = 12_000;
/** Whoever comes back to the page, or to the network, should not look at a dead terminal. */
const WAKE_PATIENCE_MS = 4_000;

/**
 * Pings a shell's connection and says once when nothing answers: a browser notices a connection that is cut without a
 * word only after minutes. @returns what ends the watch
 */
export function watchPulse(
  kept: Pick<KeptShell, "ping" | "lastHeardMs">,
  { setTimer, onWakeUp }: Pick<StreamEnvironment, "setTimer" | "onWakeUp">,
  onSilence: () => void,
): () => void {
  let cancel = () => {};
  const listen = () => {
    cancel = setTimer(() => ask(PATIENCE_MS), PING_EVERY_MS);
  };
  const ask = (patienceMs: number) => {
    cancel();
    const heardMs = kept.lastHeardMs;
    kept.ping();
    cancel = setTimer(() => (kept.lastHeardMs === heardMs ? onSilence() : listen()), patienceMs);
  };
  const unsubscribe = onWakeUp(() => ask(WAKE_PATIENCE_MS));
  listen();
  return () => {
    cancel();
    unsubscribe();
  };
}
