import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { HELP } from "../config.ts";
import { createDockerEngine } from "./docker/engine.ts";
import type { Engine } from "./engine.ts";
import { createKubernetesEngine } from "./kubernetes/engine.ts";
import { createProcessEngine } from "./process/engine.ts";

const DOCUMENT = resolve(import.meta.dirname, "../../docs/engines.md");

/** What a job may ask for, by the wire name of its field. */
const FIELDS = {
  "storage folders": "volumes",
  disks: "disk_volumes",
  "secrets as files": "secret_volumes",
  "privileged jobs": "privileged",
  "AMD GPUs": "amd_gpu",
  "Intel GPUs": "intel_gpu",
  TPUs: "tpu",
} as const;

/** What can be done with a job, by the member that does it. */
const MEMBERS = {
  "attach to its streams": "attach",
  "further processes (shell)": "exec",
  "ports and pages": "dial",
  "CPU and memory every second": "stats",
  "suspend and let go on": "suspend",
  "save as an image": "commit",
  "images offered in the form": "images",
  "its health is watched": "health",
} as const satisfies Record<string, keyof Engine>;

function row(what: string, cells: readonly string[]): string {
  return `| ${[what, ...cells].join(" | ")} |`;
}

/** The table as the engines themselves tell it. */
function tableOf(engines: readonly Engine[]): string {
  const words = ({ capabilities }: Engine) =>
    capabilities.images ? `only ${capabilities.images.map((image) => `\`${image}\``).join(", ")}` : "any";
  return [
    row(
      "",
      engines.map(({ name }) => `\`${name}\``),
    ),
    row(
      "---",
      engines.map(() => "---"),
    ),
    row("images", engines.map(words)),
    ...Object.entries(FIELDS).map(([what, field]) =>
      row(
        what,
        engines.map(({ capabilities }) => capabilities.unsupported[field] ?? "yes"),
      ),
    ),
    ...Object.entries(MEMBERS).map(([what, member]) =>
      row(
        what,
        engines.map((engine) => (engine[member] ? "yes" : "no")),
      ),
    ),
  ].join("\n");
}

/** Of a cluster that is not there. */
const KUBECONFIG = JSON.stringify({
  clusters: [{ name: "none", cluster: { server: "http://127.0.0.1:9" } }],
  users: [{ name: "none", user: {} }],
  contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
  "current-context": "none",
});

/** A row of a table without the blanks that only make it look nice. */
const bare = (line: string) => line.replace(/ +/g, " ").replace(/-{3,}/g, "---").replaceAll("| |", "||");

test("docs/engines.md says of each engine what the engine says of itself", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "jobdeck-capabilities-"));
  const kubeconfigPath = join(dataDir, "kubeconfig");
  writeFileSync(kubeconfigPath, KUBECONFIG);
  const engines = [
    await createProcessEngine({ dataDir, shimPath: "unused" }),
    createDockerEngine({ dataDir, host: `unix://${join(dataDir, "nobody.sock")}` }),
    createKubernetesEngine({ dataDir, kubeconfigPath, allowPrivileged: false, onError: () => undefined }),
  ];
  try {
    expect(readFileSync(DOCUMENT, "utf8").replace(/^\|.*/gm, bare)).toContain(
      tableOf(engines).replace(/^\|.*/gm, bare),
    );
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
    rmSync(dataDir, { recursive: true });
  }
});

test("every variable that says how jobs are run is explained", () => {
  const connection = readFileSync(join(import.meta.dirname, "docker/connection.ts"), "utf8");
  const names = [HELP, connection].flatMap(
    (text) => text.match(/\b(?:(?:JOBDECK|DOCKER|XDG)_[A-Z_]+|KUBECONFIG)\b/g) ?? [],
  );
  const readme = readFileSync(resolve(import.meta.dirname, "../../README.md"), "utf8");
  const told = readme + readFileSync(DOCUMENT, "utf8");
  expect(names).toContain("DOCKER_CERT_PATH");
  expect([...new Set(names)].filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
});
