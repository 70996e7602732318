import { describe, expect, it } from "vitest";
import { emptyForm } from "../startForm.ts";
import { formOfDraft } from "./draftForm.ts";

const plain = emptyForm("host", "small");

describe("a draft", () => {
  it("brings back what was typed", () => {
    const form = { ...plain, command: "true", env: [{ key: 0, name: "A", value: "1" }] };
    const kept = JSON.parse(JSON.stringify({ form, matrix: "a={1,2}" })) as { form: unknown; matrix: string };
    expect(formOfDraft(kept, plain)).toEqual({ form, matrix: "a={1,2}" });
  });

  it("brings back a matrix alone", () => {
    expect(formOfDraft({ form: plain, matrix: "a={1}" }, plain)).toEqual({ form: plain, matrix: "a={1}" });
  });

  it("is none where nothing was typed", () => {
    expect(formOfDraft(undefined, plain)).toBeUndefined();
    const kept: unknown = JSON.parse(JSON.stringify(plain));
    expect(formOfDraft({ form: kept, matrix: "" }, plain)).toBeUndefined();
  });

  it("fills in fields that the form has gained since", () => {
    expect(formOfDraft({ form: { command: "true" }, matrix: "" }, plain)?.form).toEqual({ ...plain, command: "true" });
  });

  it.each([null, "text", { command: 1 }, { tags: "a" }, { env: {} }])("is none where %j was kept", (form) => {
    expect(formOfDraft({ form, matrix: "a={1}" }, plain)).toBeUndefined();
  });
});
