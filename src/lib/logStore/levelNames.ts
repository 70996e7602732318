/** How bad what a line says is. Levels with other names count as the nearest of these. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What can be chosen: "none" are lines that name no level. */
export const LEVEL_CHOICES = [...LOG_LEVELS, "none"] as const;
export type LevelChoice = (typeof LEVEL_CHOICES)[number];
