import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";

/** What lint zones cannot say: cycles, who may import a heavy library, one folder a view, no barrel files. */
const root = resolve(import.meta.dirname, "../..");

interface Module {
  readonly path: string;
  readonly isTest: boolean;
  /** Modules of ours, by path from the root. */
  readonly local: readonly string[];
  /** Names of packages. */
  readonly packages: readonly string[];
}

const modules = ["contract", "src", "server"].flatMap(readModules);
/** What the product is made of: no tests, nor what only tests use. */
const sources = modules.filter(
  ({ path, isTest }) => !isTest && !/\/testing\//.test(path) && !/^server\/engines\/contract[./]/.test(path),
);

function readModules(folder: string): Module[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readModule(join(folder, file)));
}

function readModule(path: string): Module {
  const text = readFileSync(join(root, path), "utf8");
  const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module;
  const names = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
    // Only where the name stands there: quotes and all.
    ...dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^["'](.*)["']$/.exec(text.slice(start, end))?.[1] ?? [],
    ),
  ];
  return {
    path: path.split(sep).join("/"),
    isTest: /\.test\.tsx?$/.test(path),
    local: names
      .filter((name) => name.startsWith("."))
      .map((name) =>
        relative(root, resolve(root, dirname(path), name))
          .split(sep)
          .join("/"),
      ),
    packages: names.filter((name) => !name.startsWith(".")),
  };
}

function importersOf(pattern: RegExp): string[] {
  return sources.filter((module) => module.packages.some((name) => pattern.test(name))).map((module) => module.path);
}

describe("the house", () => {
  it("has no cycle of imports", () => {
    expect(findCycle(sources)).toEqual([]);
  });

  it("keeps xterm in components/terminal and Recharts in components/charts", () => {
    expect(importersOf(/^@xterm\//).filter((path) => !path.startsWith("src/components/terminal/"))).toEqual([]);
    expect(importersOf(/^recharts/).filter((path) => !path.startsWith("src/components/charts/"))).toEqual([]);
  });

  it("keeps SQL in the platform's store", () => {
    expect(importersOf(/^libsql/).filter((path) => !path.startsWith("server/platform/store/"))).toEqual([]);
  });

  it("lets no view import another view", () => {
    const viewOf = (path: string) => /^src\/views\/([^/]+)\//.exec(path)?.[1];
    const crossing = sources.flatMap((module) =>
      module.local
        .filter((path) => viewOf(module.path) && viewOf(path) && viewOf(path) !== viewOf(module.path))
        .map((path) => `${module.path} -> ${path}`),
    );
    expect(crossing).toEqual([]);
  });

  it("keeps React out of the client and engines out of each other", () => {
    const client = sources.filter((module) => module.path.startsWith("src/api/"));
    expect(client.filter((module) => module.packages.some((name) => /^(react|zustand|@mantine)/.test(name)))).toEqual(
      [],
    );
    // What several engines read the same way is nobody's.
    const engineOf = (path: string) => /^server\/engines\/(?!log\/)([^/]+)\//.exec(path)?.[1];
    const crossing = sources.filter((module) =>
      module.local.some((path) => engineOf(module.path) && engineOf(path) && engineOf(path) !== engineOf(module.path)),
    );
    expect(crossing).toEqual([]);
  });

  it("has no barrel file and no file named for nothing", () => {
    expect(sources.filter(({ path }) => /\/(index|utils|helpers|misc|common)\.tsx?$/.test(path))).toEqual([]);
  });
});

/** The first cycle of runtime or type imports, as a list of paths; empty when there is none. */
function findCycle(all: readonly Module[]): string[] {
  const byPath = new Map(all.map((module) => [module.path, module]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of byPath.get(path)?.local ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const { path } of all) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
