import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { container, resources } from "../contract/container.ts";
import { execInspect } from "../contract/execSession.ts";
import { job } from "../contract/job.ts";
import { runRequest, startRequest } from "../contract/start.ts";
import { telemetry } from "../contract/telemetry.ts";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The tables alone: what is said around them proves nothing. */
const table = read("docs/api.md")
  .split("\n")
  .filter((line) => line.startsWith("|"));
const rows = table.map((line) => line.slice(1, -1).split("|"));

/** What stands in code marks in a column of any table. */
function codeIn(column: number): string[] {
  return rows.flatMap((cells) => [...(cells[column] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""));
}

/** Whether a word stands by itself in one of the texts. */
const has = (texts: readonly string[], word: string) => texts.some((text) => new RegExp(`\\b${word}\\b`).test(text));

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly in?: Schema;
  readonly innerType?: Schema;
  readonly element?: Schema;
}

interface Schema {
  readonly _zod: { readonly def: Definition };
}

/** Every key that a schema reads, at any depth. */
function wireKeys(schema: Schema): string[] {
  const { shape = {}, in: before, innerType, element } = schema._zod.def;
  const inside = [before, innerType, element].filter((inner) => inner !== undefined).flatMap(wireKeys);
  return [...inside, ...Object.entries(shape).flatMap(([key, value]) => [key, ...wireKeys(value)])];
}

describe("the tables of docs/api.md", () => {
  it("have the same number of cells in every row", () => {
    expect(rows.length).toBeGreaterThan(150);
    expect(rows.filter((cells) => cells.length !== (cells.length > 3 ? 5 : 2)).map(String)).toEqual([]);
  });

  it("name tests that exist, and one for everything that works here", () => {
    const tests = [...new Set(codeIn(4))];
    expect(tests.length).toBeGreaterThan(20);
    expect(tests.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const isProven = (cells: string[]) => /^ (`|Test|–)/.test(cells[4] ?? "") || /^-+$/.test(cells[4] ?? "");
    expect(rows.filter((cells) => cells.length === 5 && !isProven(cells)).map(String)).toEqual([]);
  });

  it("quote tests by words that stand in them", () => {
    const quotes = rows.flatMap((cells) => [...(cells[4] ?? "").matchAll(/`([^`]+)` "([^"]+)"/g)]);
    expect(quotes.length).toBeGreaterThan(20);
    const missing = quotes.filter(([, path = "", quote = ""]) => {
      return !quote.split("…").every((part) => read(path).includes(part.trim()));
    });
    expect(missing.map(([text]) => text)).toEqual([]);
  });

  it("have every method of the client", () => {
    const [, body = ""] = /export interface JobsClient \{\n([^}]+)\n\}/.exec(read("src/api/jobsClient.ts")) ?? [];
    const methods = [...body.matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1] ?? "");
    expect(methods.length).toBeGreaterThan(20);
    const calls = codeIn(2);
    expect(methods.filter((method) => !calls.some((call) => call.startsWith(`${method}(`)))).toEqual([]);
  });

  it("have every method of the clients of secrets, storage and disks", () => {
    const source = read("src/api/resourceClients.ts");
    const clients = { Secrets: "secrets", Storage: "storage", Disks: "disks" };
    const calls = codeIn(2);
    for (const [name, prefix] of Object.entries(clients)) {
      const [, body = ""] = new RegExp(`export interface ${name}Client \\{\\n([^}]+)\\n\\}`).exec(source) ?? [];
      const methods = [...body.matchAll(/^ {2}(\w+)\(/gm)].map((match) => `${prefix}.${match[1] ?? ""}(`);
      expect(methods.length, name).toBeGreaterThan(2);
      expect(methods.filter((method) => !calls.some((call) => call.startsWith(method)))).toEqual([]);
    }
  });

  it("have every key that travels", () => {
    const schemas = { job, container, resources, startRequest, runRequest, telemetry, execInspect };
    const wire = codeIn(1);
    for (const [name, schema] of Object.entries(schemas)) {
      const keys = [...new Set(wireKeys(schema))];
      expect(keys.length, name).toBeGreaterThan(5);
      expect([name, keys.filter((key) => !has(wire, key))]).toEqual([name, []]);
    }
  });
});
