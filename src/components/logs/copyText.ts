/**
 * Puts a text that is still on its way on the clipboard. The browser must hear of it while it handles what the user
 * did, so it is given a promise where it takes one.
 */
export async function copyLater(text: Promise<string>): Promise<void> {
  if (typeof ClipboardItem !== "undefined" && "write" in navigator.clipboard) {
    const blob = text.then((value) => new Blob([value], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } else {
    await navigator.clipboard.writeText(await text);
  }
}
