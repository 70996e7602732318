import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSecretBox } from "./secretBox.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "box-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a secret box", () => {
  it("opens what it sealed, also after a restart", () => {
    for (const text of ["", "x", "naïve ☃".repeat(1000)]) {
      const sealed = openSecretBox(folder).seal(Buffer.from(text), "anna/KEY");
      expect(openSecretBox(folder).open(sealed, "anna/KEY").toString()).toBe(text);
    }
  });

  it("seals the same value differently each time", () => {
    const box = openSecretBox(folder);
    const sealed = Array.from({ length: 100 }, () => box.seal(Buffer.from("same"), "anna/KEY").toString("hex"));
    expect(new Set(sealed).size).toBe(100);
    expect(sealed.filter((text) => text.includes(Buffer.from("same").toString("hex")))).toEqual([]);
  });

  it("opens nothing that was changed, moved to another name or sealed by another key", () => {
    const box = openSecretBox(folder);
    const sealed = box.seal(Buffer.from("value"), "anna/KEY");
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => box.open(changed, "anna/KEY"), `byte ${index}`).toThrow();
    }
    expect(() => box.open(sealed, "anna/OTHER")).toThrow();
    rmSync(join(folder, "secrets.key"));
    expect(() => openSecretBox(folder).open(sealed, "anna/KEY")).toThrow();
  });

  it("says what to do when its key file holds no key", () => {
    writeFileSync(join(folder, "secrets.key"), "short");
    expect(() => openSecretBox(folder)).toThrow(/secrets\.key holds no key for the secrets; put back/);
  });
});
