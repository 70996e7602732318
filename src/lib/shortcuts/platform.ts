/** Whether the keyboard has Command where others have Ctrl. */
export function isMac(): boolean {
  // There is none where tests run without a browser.
  const { navigator } = globalThis as { readonly navigator?: Pick<Navigator, "userAgent"> };
  return /Mac|iPhone|iPad/.test(navigator?.userAgent ?? "");
}
