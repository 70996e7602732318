import { describe, expect, it } from "vitest";
import { execCreateRequest, execInspect, resizeQuery } from "./execSession.ts";
import { ContractError, parse } from "./parse.ts";

const failure = (field: string) => expect.objectContaining({ field }) as ContractError;

describe("a request for an exec session", () => {
  it("has a command as words or as one line, and wants every stream unless told otherwise", () => {
    const wanted = { stdin: true, stdout: true, stderr: true, tty: false };
    const words = ["sh", "-c", "echo 'a b'"];
    expect(parse(execCreateRequest, { command: words }, "exec")).toEqual({ ...wanted, command: words });
    expect(parse(execCreateRequest, { command: `sh -c "echo 'a b'"` }, "exec").command).toEqual(words);
    const body = { command: "sh", stdin: false, stderr: null, tty: true };
    expect(parse(execCreateRequest, body, "exec")).toEqual({ ...wanted, command: ["sh"], stdin: false, tty: true });
  });

  it.each([[undefined], [[]], [""], [" "], ["echo 'x"], [["a\0"]], ["a\0"], [[1]], [7]])(
    "is none with the command %j",
    (command) => {
      expect(() => parse(execCreateRequest, { command }, "exec")).toThrow(ContractError);
      expect(() => parse(execCreateRequest, { command }, "exec")).toThrow(failure("command"));
    },
  );

  it("has no other field", () => {
    expect(() => parse(execCreateRequest, { command: "sh", user: "root" }, "exec")).toThrow(failure("user"));
  });
});

describe("what is known of an exec session", () => {
  const wire = { id: "1", job_id: "job", running: false, tty: true };

  it("is read whatever a platform leaves out", () => {
    const known = { id: "1", jobId: "job", running: false, tty: true };
    expect(parse(execInspect, { ...wire, exit_code: null, other: 1 }, "exec")).toEqual({
      ...known,
      exitCode: undefined,
      entrypoint: "",
      command: "",
    });
    const full = { ...wire, exit_code: 3, entrypoint: "sh", command: "-c x" };
    expect(parse(execInspect, full, "exec")).toEqual({ ...known, exitCode: 3, entrypoint: "sh", command: "-c x" });
  });

  it("has at least its ids", () => {
    expect(() => parse(execInspect, { ...wire, job_id: undefined }, "exec")).toThrow(failure("job_id"));
  });
});

describe("a new size", () => {
  it("is columns and rows", () => {
    expect(parse(resizeQuery, { w: "120", h: "40" }, "resize")).toEqual({ width: 120, height: 40 });
  });

  it.each([
    [{ h: "40" }, "w"],
    [{ w: "120" }, "h"],
    [{ w: "0", h: "1" }, "w"],
    [{ w: "1", h: "65536" }, "h"],
    [{ w: "1.5", h: "1" }, "w"],
    [{ w: "", h: "1" }, "w"],
  ])("is not %j", (query, field) => {
    expect(() => parse(resizeQuery, query, "resize")).toThrow(failure(field));
  });
});
