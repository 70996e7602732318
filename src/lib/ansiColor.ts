import type { AnsiColor, AnsiStyle } from "./ansiStyle.ts";

/** Channels from 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

/** The reader's own colours and the sixteen that programs call by name; `#rrggbb`. */
export interface AnsiPalette {
  readonly foreground: string;
  readonly background: string;
  /** Black, red, green, yellow, blue, magenta, cyan, white; then the same bright. */
  readonly named: readonly string[];
}

/** Both palettes are legible on their background; black and white keep their sense, not their contrast. */
export const ANSI_PALETTES: Readonly<Record<"light" | "dark", AnsiPalette>> = {
  light: {
    foreground: "#1c1f26",
    background: "#ffffff",
    named: [
      ...["#1c1f26", "#c92a2a", "#1d7a3e", "#8a5a00", "#2f58d6", "#8a3fb8", "#0b7285", "#5c6370"],
      ...["#495057", "#b02525", "#176b34", "#7a4f00", "#2846a2", "#7a2fa8", "#095c6b", "#343a40"],
    ],
  },
  dark: {
    foreground: "#d3d6dc",
    background: "#111317",
    named: [
      ...["#3a3f49", "#ff7b7b", "#51c878", "#e0a93b", "#7c9cff", "#d29bf5", "#3ecfc0", "#d3d6dc"],
      ...["#868c98", "#ff9c9c", "#7ddc9b", "#f0c060", "#a3b9ff", "#e2bdfa", "#73e0d4", "#ffffff"],
    ],
  },
};

/** WCAG's minimum for text. */
const MIN_CONTRAST = 4.5;
const DIM_SHARE = 0.35;

/** The CSS colours of a style; undefined where the surroundings' own colour stands. */
export interface AnsiColors {
  readonly color: string | undefined;
  readonly backgroundColor: string | undefined;
}

/**
 * How a style is drawn on a palette. A foreground that could not be read on its background is moved towards white or
 * black until it can, as terminals do; "hidden" text is text in its background's colour.
 */
export function ansiColors(style: AnsiStyle, palette: AnsiPalette): AnsiColors {
  const own = { foreground: readHex(palette.foreground), background: readHex(palette.background) };
  let foreground = style.foreground && readColor(style.foreground, palette);
  let background = style.background && readColor(style.background, palette);
  if (style.inverse) [foreground, background] = [background ?? own.background, foreground ?? own.foreground];
  const behind = background ?? own.background;
  if (style.hidden) foreground = behind;
  else if (style.dim) foreground = legible(mix(foreground ?? own.foreground, behind, DIM_SHARE), behind);
  else if (foreground ?? background) foreground = legible(foreground ?? own.foreground, behind);
  return { color: foreground && toHex(foreground), backgroundColor: background && toHex(background) };
}

/** The WCAG contrast ratio of two colours, 1 to 21. */
export function contrastOf(first: Rgb, second: Rgb): number {
  const [low, high] = [luminanceOf(first), luminanceOf(second)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Reads `#rrggbb`. */
export function readHex(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function legible(foreground: Rgb, background: Rgb): Rgb {
  const target: Rgb = luminanceOf(background) < 0.18 ? [255, 255, 255] : [0, 0, 0];
  let color = foreground;
  for (let share = 0.1; contrastOf(color, background) < MIN_CONTRAST && share < 1.05; share += 0.1) {
    color = mix(foreground, target, Math.min(1, share));
  }
  return color;
}

function readColor(color: AnsiColor, palette: AnsiPalette): Rgb {
  if (color.kind === "rgb") return [color.red, color.green, color.blue];
  const named = palette.named[color.index];
  if (named !== undefined) return readHex(named);
  if (color.index >= 232) {
    const grey = 8 + (color.index - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = color.index - 16;
  return [cubeLevel(Math.floor(cube / 36)), cubeLevel(Math.floor(cube / 6) % 6), cubeLevel(cube % 6)];
}

function cubeLevel(step: number): number {
  return step === 0 ? 0 : 55 + step * 40;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [at(0), at(1), at(2)];
}

function luminanceOf([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function toHex([red, green, blue]: Rgb): string {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, "0")}`;
}
