/**
 * Takes away the frame that index.html painted, in the moment in which the app has drawn something: React's first
 * commits are empty while the page's code is on its way.
 * @param root what the app draws into
 */
export function leaveFrame(root: HTMLElement): void {
  const frame = document.getElementById("frame");
  // The component library puts its style sheets there first.
  const hasDrawn = () => Array.from(root.children).some(({ tagName }) => tagName !== "STYLE");
  const observer = new MutationObserver(() => {
    if (!hasDrawn()) return;
    observer.disconnect();
    frame?.remove();
  });
  observer.observe(root, { childList: true });
}
