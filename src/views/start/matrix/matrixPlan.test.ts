import { describe, expect, it } from "vitest";
import { checkJobName, checkTag } from "../../../../contract/names.ts";
import { newMatrixTag, numberedName, planMatrix } from "./matrixPlan.ts";

describe("the plan of a matrix", () => {
  const request = { image: "host", command: "train --lr {lr}", name: "sweep", tags: ["a"] };

  it("is a request for every cell, numbered where a name is given", () => {
    expect(planMatrix("lr={0.1,0.01} seed={7}", request)).toEqual({
      status: "ready",
      cells: [
        {
          label: "lr=0.1 seed=7",
          request: { ...request, command: "train --lr 0.1", env: { seed: "7" }, name: "sweep-1" },
        },
        {
          label: "lr=0.01 seed=7",
          request: { ...request, command: "train --lr 0.01", env: { seed: "7" }, name: "sweep-2" },
        },
      ],
    });
    const nameless = planMatrix("a={1}", { image: "host" });
    expect(nameless.status === "ready" && nameless.cells[0]?.request).toEqual({ image: "host", env: { a: "1" } });
  });

  it("is none without a matrix, and wrong with a sentence", () => {
    expect(planMatrix("  ", request)).toEqual({ status: "none" });
    expect(planMatrix("lr", request)).toMatchObject({
      status: "wrong",
      reason: expect.stringContaining("lr") as string,
    });
    const tags = Array.from({ length: 16 }, (_, index) => `t${index}`);
    expect(planMatrix("a={1}", { ...request, tags })).toEqual({
      status: "wrong",
      reason: "Leave room for the tag of these jobs: at most 15 tags.",
    });
  });

  it("numbers names within what a name may be", () => {
    for (const name of ["abc", "a".repeat(40), `${"a".repeat(35)}-bcde`, `${"a".repeat(37)}-b`]) {
      for (const number of [1, 42, 500]) {
        const numbered = numberedName(name, number);
        expect(checkJobName(numbered), numbered).toBeUndefined();
        expect(numbered.endsWith(`-${number}`)).toBe(true);
      }
    }
    expect(numberedName("Bad_", 1)).toBe("Bad_");
  });

  it("has a tag of its own", () => {
    expect(checkTag(newMatrixTag())).toBeUndefined();
    expect(newMatrixTag()).not.toBe(newMatrixTag());
  });
});
