import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cssVariables, theme } from "./theme.ts";

type Triple = readonly [number, number, number];

/** Severe forms of colour blindness as matrices over linear RGB, by Machado, Oliveira and Fernandes (2009). */
const SIGHTS: Readonly<Record<string, readonly Triple[]>> = {
  "full colour": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Triple {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r ?? NaN, g ?? NaN, b ?? NaN];
}

const dot = ([a, b, c]: Triple, [x, y, z]: Triple) => a * x + b * y + c * z;
const times = (matrix: readonly Triple[], color: Triple) => matrix.map((row) => dot(row, color)) as unknown as Triple;

/** A colour as Oklab, in which distances are those that people see. */
function oklab(color: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color,
  ).map(Math.cbrt) as unknown as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

function seenDistance(one: string, other: string, sight: readonly Triple[]): number {
  const [a, b] = [one, other].map((hex) => {
    const seen = times(sight, linear(hex)).map((value) => Math.min(1, Math.max(0, value)));
    return oklab(seen as unknown as Triple);
  });
  return Math.hypot(...(a ?? []).map((value, index) => value - (b?.[index] ?? NaN)));
}

function contrast(one: string, other: string): number {
  const [a = NaN, b = NaN] = [one, other].map((hex) => dot(linear(hex), [0.2126, 0.7152, 0.0722]));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe.each(["light", "dark"] as const)("the colours of curves in %s", (scheme) => {
  const tokens = cssVariables(theme as never)[scheme];
  const series = Array.from({ length: 8 }, (_, index) => tokens[`--jd-series-${index + 1}`] ?? "");
  const measures = ["cpu", "memory", "gpu", "gpu-memory"].map((id) => tokens[`--jd-chart-${id}`] ?? "");

  it.each([...series, ...measures])("%s stands out from the surface", (color) => {
    expect(contrast(color, tokens["--jd-surface"] ?? "")).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.entries(SIGHTS))("can be told apart with %s", (_, sight) => {
    const pairs = (colors: readonly string[]) =>
      colors.flatMap((one, index) => colors.slice(0, index).map((other) => seenDistance(one, other, sight)));
    // Two hundredths is what people just notice between large fields; lines are thin.
    expect(Math.min(...pairs(series))).toBeGreaterThan(0.12);
    expect(Math.min(...pairs(measures))).toBeGreaterThan(0.04);
  });
});

describe("the frame that is painted before the app", () => {
  const html = readFileSync(new URL("../index.html", import.meta.url), "utf8");
  const tokensOf = (selector: string) => {
    const [block = ""] = html.split(`${selector} {`)[1]?.split("}") ?? [];
    const found = Array.from(block.matchAll(/(--jd-[\w-]+): ([^;]+);/g), ([, name = "", color = ""]) => [name, color]);
    return Object.fromEntries(found) as Record<string, string>;
  };

  it.each([
    ["light", ":where(:root)"],
    ["dark", ':where(:root[data-mantine-color-scheme="dark"])'],
  ] as const)("has the app's colours: %s", (scheme, selector) => {
    const tokens = tokensOf(selector);
    expect(Object.keys(tokens)).toContain("--jd-page");
    expect(cssVariables(theme as never)[scheme]).toMatchObject(tokens);
  });
});
