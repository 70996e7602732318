import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./fixtures.ts";

/** A colour scheme and a width of the window. */
export interface Look {
  readonly colorScheme: "light" | "dark";
  readonly width: number;
}

const ALL: readonly Look[] = (["light", "dark"] as const).flatMap((colorScheme) =>
  [1440, 390].map((width) => ({ colorScheme, width })),
);

/** How pages are looked at: each colour and each width once, which is what finds mistakes; JOBDECK_LOOKS=all: all four. */
export const LOOKS: readonly Look[] =
  process.env.JOBDECK_LOOKS === "all"
    ? ALL
    : [
        { colorScheme: "light", width: 1440 },
        { colorScheme: "dark", width: 390 },
      ];

export interface LookOptions {
  readonly fullPage?: boolean;
  /** A selector: only this part is new, the rest has been looked at before. */
  readonly within?: string | undefined;
  /** Fewer than all, where what is open does not outlive another width. */
  readonly looks?: readonly Look[];
}

/** Where screenshots go; README's own is made by `JOBDECK_SCREENSHOTS=docs npm run test:browser -- look -g README`. */
export const FOLDER = process.env.JOBDECK_SCREENSHOTS ?? "test-results/screenshots";

/** Waits until the page wears its colours: it puts them on when it hears of them, a moment after the browser has. */
async function wear(page: Page, { colorScheme, width }: Look): Promise<void> {
  // Colours that are on their way would be taken for wrong ones.
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 844 });
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/**
 * Looks at what is open in every colour and width: nobody may stumble over it, nothing may be wider than the screen.
 * @param name how the screenshots are called; without it none is made
 */
export async function lookAt(page: Page, name?: string, options: LookOptions = {}): Promise<void> {
  const { within, looks = LOOKS, ...picture } = options;
  const before = page.viewportSize();
  const overflowPx = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const look of looks) {
    await wear(page, look);
    // Charts take the width of a window once they have seen it.
    await expect.poll(overflowPx, "the page is wider than the screen").toBe(0);
    await expectAccessible(page, within);
    if (name) await page.screenshot({ path: `${FOLDER}/${name}-${look.colorScheme}-${look.width}.png`, ...picture });
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
