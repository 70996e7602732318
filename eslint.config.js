import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const frame = ["router.tsx", "main.tsx"];
const node = { group: ["node:*"], message: "This code runs in browsers." };

/** Which folders may not be imported from where: imports point one way (docs/design.md). */
const zones = [
  { target: "contract", forbidden: ["src", "server"], more: [node] },
  { target: "src", forbidden: ["server"], more: [node] },
  { target: "src/views", forbidden: ["server", ...frame], more: [node] },
  { target: "src/components", forbidden: ["server", "views", ...frame], more: [node] },
  { target: "src/state", forbidden: ["server", "ui", "components", "views", ...frame], more: [node] },
  { target: "src/ui", forbidden: ["server", "api", "state", "components", "views", ...frame], more: [node] },
  { target: "src/api", forbidden: ["server", "ui", "state", "components", "views", ...frame], more: [node] },
  { target: "src/lib", forbidden: ["server", "api", "ui", "state", "components", "views", ...frame], more: [node] },
  { target: "server", forbidden: ["src"], more: [] },
  { target: "server/engines", forbidden: ["src", "http", "platform", "gateway"], more: [] },
];

/** @type {import("eslint").Linter.Config[]} */
const zoneRules = zones.map(({ target, forbidden, more }) => ({
  files: [`${target}/**/*.{ts,tsx}`],
  // Tests may look in from anywhere.
  ignores: ["**/*.test.{ts,tsx}"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: forbidden.flatMap((name) => (name.includes(".") ? [`**/${name}`] : [`**/${name}/**`])),
            message: `${target} may not import this: imports point one way (docs/design.md).`,
          },
          ...more,
        ],
      },
    ],
  },
}));

export default defineConfig(
  { ignores: ["dist", "node_modules", "test-results", "playwright-report"] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.app.json", "./tsconfig.node.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/only-throw-error": "off",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat["recommended-latest"]],
  },
  ...zoneRules,
  {
    // It speaks the wire alone, so that it holds for any server.
    files: ["conformance/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["**/src/**", "**/server/**"], message: "The conformance suite knows only the wire." },
            { group: ["**/contract/**"], allowTypeImports: true, message: "Take only types from the contract." },
          ],
        },
      ],
    },
  },
  {
    // The type checker knows every global of these files.
    files: ["**/*.js", "**/*.mjs"],
    rules: { "no-undef": "off", "@typescript-eslint/no-unsafe-return": "off" },
  },
);
