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
