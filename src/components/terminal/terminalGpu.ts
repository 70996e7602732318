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
    observer.disconnect();
    if (isThere) webgl.dispose();
    isThere = false;
  };
  const observer = new ResizeObserver(([entry]) => entry && !tellsPixels(entry) && leave());
  webgl.onContextLoss(leave);
  try {
    terminal.loadAddon(webgl);
    if (terminal.element) observe(observer, terminal.element);
  } catch (error) {
    leave();
    console.info("The terminal draws without WebGL.", error);
  }
  return leave;
}

/** Browsers that cannot tell an element's size in the screen's own pixels do not tell wrong ones either. */
function observe(observer: ResizeObserver, element: Element): void {
  try {
    observer.observe(element, { box: "device-pixel-content-box" });
  } catch (error) {
    console.debug("The browser does not tell of its screen's pixels.", error);
  }
}

/**
 * Whether a size in the screen's own pixels can be right. What emulates another screen, as browsers' tools for developers
 * do, tells the size on the real one: the addon would draw where nothing is seen.
 */
function tellsPixels({ contentRect, devicePixelContentBoxSize: [size] }: ResizeObserverEntry): boolean {
  return size === undefined || Math.abs(size.inlineSize - contentRect.width * devicePixelRatio) <= devicePixelRatio + 1;
}
