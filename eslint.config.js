import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Which folders may import which: imports point one way (docs/architecture.md). */
const zones = [
  { target: "./contract", from: ["./src", "./server"] },
  { target: "./src", from: "./server" },
  { target: "./server", from: "./src" },
  {
    target: "./src/lib",
    from: [
      "./src/api",
      "./src/ui",
      "./src/state",
      "./src/components",
      "./src/views",
      "./src/router.tsx",
      "./src/main.tsx",
    ],
  },
  {
    target: "./src/api",
    from: ["./src/ui", "./src/state", "./src/components", "./src/views", "./src/router.tsx", "./src/main.tsx"],
  },
  {
    target: "./src/ui",
    from: ["./src/api", "./src/state", "./src/components", "./src/views", "./src/router.tsx", "./src/main.tsx"],
  },
  {
    target: "./src/state",
    from: ["./src/ui", "./src/components", "./src/views", "./src/router.tsx", "./src/main.tsx"],
  },
  { target: "./src/components", from: ["./src/views", "./src/router.tsx", "./src/main.tsx"] },
  { target: "./src/views", from: ["./src/router.tsx", "./src/main.tsx"] },
  { target: "./server/engines", from: ["./server/http", "./server/platform", "./server/gateway"] },
];

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
    plugins: { "import-x": importX },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/only-throw-error": "off",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
      "import-x/no-restricted-paths": ["error", { zones }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [reactHooks.configs.flat["recommended-latest"]],
  },
  {
    files: ["contract/**", "src/**"],
    ignores: ["**/*.test.*"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["node:*"], message: "This code runs in browsers." }] }],
    },
  },
  {
    // The type checker knows every global of these files.
    files: ["**/*.js", "**/*.mjs"],
    rules: { "no-undef": "off", "@typescript-eslint/no-unsafe-return": "off" },
  },
);
