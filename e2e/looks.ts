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

/** Where screenshots go. */
export const FOLDER = process.env.JOBDECK_SCREENSHOTS ?? "test-results/screenshots";

/**
 * Looks at what is open in every colour and width: nobody may stumble over it, nothing may be wider than the screen.
 * @param name how the screenshots are called; without it none is made
 */
export async function lookAt(page: Page, name?: string, options: { readonly fullPage?: boolean } = {}): Promise<void> {
  const before = page.viewportSize();
  for (const { colorScheme, width } of LOOKS) {
    // Colours that are on their way would be taken for wrong ones.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 844 });
    await expectAccessible(page);
    const overflowPx = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflowPx, "the page is wider than the screen").toBe(0);
    if (name) await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}-${width}.png`, ...options });
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
