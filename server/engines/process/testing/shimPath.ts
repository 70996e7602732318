import { fileURLToPath } from "node:url";

/** The supervisor as the tests' global setup has built it. */
export const SHIM_PATH = fileURLToPath(new URL("../../../../dist/server/shim.js", import.meta.url));
