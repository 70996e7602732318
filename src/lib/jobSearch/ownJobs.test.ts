import { expect, it } from "vitest";
import { NOBODY, withOwnProblems } from "./ownJobs.ts";
import { parseQuery } from "./parseQuery.ts";

const problemsOf = (text: string, isNobody: boolean) =>
  withOwnProblems(parseQuery(text), isNobody).terms.map(({ problem }) => problem);

it("says what to write instead of one's own jobs where the platform does not say who asks", () => {
  expect(problemsOf("owner:me is:mine owner:bob train", true)).toEqual([NOBODY, NOBODY, undefined, undefined]);
});

it("says nothing where it is known, or not yet", () => {
  expect(problemsOf("owner:me is:mine", false)).toEqual([undefined, undefined]);
});
