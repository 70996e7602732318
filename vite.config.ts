import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The browser app. Where the real server listens during development is told by `scripts/dev.mjs`. */
const server = process.env.JOBDECK_DEV_SERVER ?? "http://127.0.0.1:8080";

/** The server is asked as if it were at its own address: it is to that that it links the pages of jobs. */
const passOn = { target: server, changeOrigin: true, headers: { origin: server } };

/** What the page that is opened most is made of. */
const LIST = ["JobsPage.tsx", "JobsToolbar.tsx"].map((file) => here(`./src/views/jobs/${file}`));

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** All modules without which none of these runs. */
function needsOf(entries: readonly string[], modules: Modules): Set<string> {
  const found = new Set(entries);
  for (const id of found) for (const needed of modules.getModuleInfo(id)?.importedIds ?? []) found.add(needed);
  return found;
}

/** As a build found them, which asks for each module. */
let neededModules: Set<string> | undefined;

/**
 * Puts the style sheet behind what index.html paints: in the head it would hold that up. It is asked for as early as ever,
 * and the app's script still waits for it, as scripts wait for every style sheet before them.
 */
const paintFirst: Plugin = {
  name: "paint-first",
  transformIndexHtml: {
    order: "post",
    handler(html) {
      const sheets = html.match(/[ \t]*<link rel="stylesheet"[^>]*>\n?/g) ?? [];
      const rest = sheets.reduce((text, sheet) => text.replace(sheet, ""), html);
      const early = sheets.map((sheet) => sheet.replace('rel="stylesheet"', 'rel="preload" as="style"'));
      return rest
        .replace(/[ \t]*<script type="module"/, (script) => `${early.join("")}${script}`)
        .replace("</body>", `${sheets.join("")}</body>`);
    },
  },
};

export default defineConfig({
  root: here("./"),
  plugins: [react(), paintFirst],
  build: {
    outDir: here("./dist/app"),
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    sourcemap: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // A browser asks for six files at a time, so that dozens of small ones wait in line.
          groups: [
            { name: "first", tags: ["$initial"], priority: 1 },
            {
              name: (id, context) => ((neededModules ??= needsOf(LIST, context)).has(id) ? "list" : null),
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/api": { ...passOn, ws: true },
      "/ping": passOn,
    },
  },
});
