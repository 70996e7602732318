import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The server and the supervisor that outlives it: two programs, dependencies left in node_modules. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    target: "node20",
    outDir: here("./dist/server"),
    // Supervisors of an earlier build go on, and load their chunks when they need them.
    emptyOutDir: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: here("./server/main.ts"),
        shim: here("./server/engines/process/shim.ts"),
      },
      output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
