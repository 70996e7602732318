/**
 * Opens a tab at once, while the click still counts for pop-up blockers, and leads it to an address found afterwards.
 * The tab knows nothing of this page; it is closed again when there is no address.
 */
export async function openTab(findUrl: () => Promise<string>): Promise<void> {
  const tab = window.open("about:blank", "_blank");
  if (!tab) throw new Error("The browser opened no tab. Allow pop-ups for this page and try again.");
  tab.opener = null;
  try {
    const url = await findUrl();
    if (!isWebAddress(url)) throw new Error("The platform named an address that is no web page.");
    tab.location.replace(url);
  } catch (error) {
    tab.close();
    throw error;
  }
}

/** Whether a browser opens it as a page: an address is the platform's, not ours. */
export function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
