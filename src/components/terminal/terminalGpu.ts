import { WebglAddon } from "@xterm/addon-webgl";
import type { Terminal } from "@xterm/xterm";

/**
 * The GPU draws many times faster; where there is none, or it is taken away, the terminal draws with elements. Browsers
 * give a page only some sixteen contexts, so that only terminals that are looked at have one. @returns what gives it back
 */
export function drawOnGpu(terminal: Terminal): () => void {
  const webgl = new WebglAddon();
  let isThere = true;
  const leave = () => {
    if (isThere) webgl.dispose();
    isThere = false;
  };
  webgl.onContextLoss(leave);
  try {
    terminal.loadAddon(webgl);
  } catch (error) {
    leave();
    console.info("The terminal draws without WebGL.", error);
  }
  return leave;
}
