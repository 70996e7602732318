import { expect, it } from "vitest";
import { jobLabel, shortId } from "./shortId.ts";

const ID = "job-8f14e45f-ceea-467f-a2e4-1f0d5b6c7a89";

it("keeps the prefix and the first group of the uuid", () => {
  expect(shortId(ID)).toBe("job-8f14e45f");
});

it("leaves ids of another form alone", () => {
  expect(shortId("job-7")).toBe("job-7");
  expect(shortId("something-long-that-is-no-uuid-at-all-but-long")).toBe(
    "something-long-that-is-no-uuid-at-all-but-long",
  );
});

it("prefers the name", () => {
  expect(jobLabel({ id: ID, name: "train" })).toBe("train");
  expect(jobLabel({ id: ID })).toBe("job-8f14e45f");
});
