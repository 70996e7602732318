import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** The one accent, used for the primary action, the current place and what runs. */
const accent: MantineColorsTuple = [
  "#eef2ff",
  "#dfe6fd",
  "#bac8f7",
  "#93a8f1",
  "#728dec",
  "#5d7be9",
  "#4566dd",
  "#3d5ccc",
  "#3452b7",
  "#2846a2",
];

/** Slightly blue greys: surfaces and text of the dark scheme. */
const dark: MantineColorsTuple = [
  "#d3d6dc",
  "#a9aeb8",
  "#868c98",
  "#5b616d",
  "#3a3f49",
  "#2b2f37",
  "#1f2229",
  "#16181d",
  "#111317",
  "#0b0c0f",
];

export const theme = createTheme({
  black: "#16181d",
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 6 },
  colors: { accent, dark },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "28px" },
      h2: { fontSize: "16px", lineHeight: "24px" },
      h3: { fontSize: "14px", lineHeight: "20px" },
    },
  },
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
});

/**
 * Tokens beside Mantine's own: surfaces, lines, the six statuses, the four measures and the curves of eight jobs, which
 * people who see fewer colours tell apart too; for both schemes.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c6370",
    "--mantine-color-placeholder": "#737a87",
    "--jd-page": "#f7f8fa",
    "--jd-surface": "#ffffff",
    "--jd-surface-hover": "#f2f4f8",
    "--jd-line": "#e3e6ec",
    "--jd-text-muted": "#5c6370",
    "--jd-pending": "#8a5f0a",
    "--jd-suspended": "#7048c8",
    "--jd-running": "#2f58d6",
    "--jd-succeeded": "#1d7a3e",
    "--jd-failed": "#c92a2a",
    "--jd-cancelled": "#5c6370",
    "--jd-unknown": "#5c6370",
    "--jd-chart-cpu": "#2f6fdb",
    "--jd-chart-memory": "#b8560c",
    "--jd-chart-gpu": "#0b7f74",
    "--jd-chart-gpu-memory": "#8a3fb8",
    "--jd-series-1": "#0992ff",
    "--jd-series-2": "#b42c08",
    "--jd-series-3": "#a49500",
    "--jd-series-4": "#3b0074",
    "--jd-series-5": "#e55da0",
    "--jd-series-6": "#324ecb",
    "--jd-series-7": "#724871",
    "--jd-series-8": "#5b0518",
    "--jd-terminal": "#ffffff",
  },
  dark: {
    "--mantine-color-dimmed": "#9aa1ad",
    "--mantine-color-placeholder": "#868c98",
    "--jd-page": "#0e1014",
    "--jd-surface": "#16181d",
    "--jd-surface-hover": "#1d2027",
    "--jd-line": "#2b2f37",
    "--jd-text-muted": "#9aa1ad",
    "--jd-pending": "#e0a93b",
    "--jd-suspended": "#b197fc",
    "--jd-running": "#7c9cff",
    "--jd-succeeded": "#51c878",
    "--jd-failed": "#ff7b7b",
    "--jd-cancelled": "#9aa1ad",
    "--jd-unknown": "#9aa1ad",
    "--jd-chart-cpu": "#6ea8ff",
    "--jd-chart-memory": "#f0a050",
    "--jd-chart-gpu": "#3ecfc0",
    "--jd-chart-gpu-memory": "#a070e8",
    "--jd-series-1": "#e89c14",
    "--jd-series-2": "#97fbe1",
    "--jd-series-3": "#b183ff",
    "--jd-series-4": "#d8420d",
    "--jd-series-5": "#4bc9b5",
    "--jd-series-6": "#fde51b",
    "--jd-series-7": "#8a4ad1",
    "--jd-series-8": "#379291",
    "--jd-terminal": "#111317",
  },
});
