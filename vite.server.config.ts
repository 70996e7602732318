import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The server and the supervisor that outlives it: two programs. */
export default defineConfig({
  publicDir: false,
  // One file loads twice as fast as a thousand. What holds native code, or is for one engine alone, stays outside.
  ssr: { noExternal: true, external: ["libsql", "@lydell/node-pty", "dockerode", "@kubernetes/client-node"] },
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
