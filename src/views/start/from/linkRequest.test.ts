import { describe, expect, it } from "vitest";
import { defaultParseSearch } from "@tanstack/react-router";
import { requestOfLink } from "./linkRequest.ts";

/** What the page reads of an address. */
const read = (query: string) => requestOfLink(defaultParseSearch(query));

describe("a link to the start form", () => {
  it("asks for nothing without parameters, or with a job to run again", () => {
    expect(read("")).toBeUndefined();
    expect(read("?from=job-1")).toBeUndefined();
  });

  it("carries a request as JSON", () => {
    const request = { image: "host", command: "sh -c 'echo \"a & b\"'", env: { N: "1" }, tags: ["1", "true"] };
    expect(read(`?request=${encodeURIComponent(JSON.stringify(request))}`)).toEqual({ request, leftOut: [] });
  });

  it("carries a parameter a field, and texts that look like numbers stay texts", () => {
    const query =
      "?image=host&command=42&name=train-1&preset=small&tag=a&tag=7&env=A%3D1&env=B%3Dx%3Dy&life_span=1h30m&http_port=8080&tty=true&description=true";
    expect(read(query)).toEqual({
      request: {
        ...{ image: "host", command: "42", name: "train-1", preset_name: "small", tags: ["a", "7"] },
        ...{ env: { A: "1", B: "x=y" }, max_run_time_minutes: 90, http: { port: 8080 }, tty: true },
        description: "true",
      },
      leftOut: [],
    });
    expect(read('?env={"A":1}&tags=["x"]')?.request).toEqual({ env: { A: "1" }, tags: ["x"] });
  });

  it.each([
    ["?request=nonsense", "request: write the JSON of a start request"],
    ["?nmae=x", "nmae: this field is not known"],
    ["?priority=urgent", 'priority: must be one of "low", "normal", "high"'],
    ["?name=Bad_Name", "name: must start with a letter"],
    ["?http_port=99999", "http.port: must be at most 65535"],
    ["?life_span=soon", "life_span: write a duration"],
    ["?env=A", "env: write NAME=value"],
    ["?tag=a%20b", "tags[0]: must not have white space"],
    ["?volumes=[1]", "volumes[0]: must be an object"],
    ["?command=sh%20%27", "command: has a quote that is not closed"],
  ])("says what of %s it cannot use, and uses the rest", (query, reason) => {
    const found = read(`${query}&image=host`);
    expect(found?.request).toEqual({ image: "host" });
    expect(found?.leftOut).toEqual([expect.stringContaining(reason)]);
  });
});
