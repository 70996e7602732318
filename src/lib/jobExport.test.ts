import { describe, expect, it } from "vitest";
import type { Job } from "../../contract/job.ts";
import { jobsCsv, jobsJson } from "./jobExport.ts";

const job = (fields: object): Job =>
  ({
    id: "job-1",
    owner: "ann",
    status: "failed",
    tags: [],
    transitions: [],
    totalPriceCredits: 0.5,
    pricePerHourCredits: 2,
    history: { createdAtMs: 0, startedAtMs: 1000, finishedAtMs: 9000, runTimeSeconds: 7.6, exitCode: 43, restarts: 0 },
    container: { image: "host", command: "true", resources: { cpu: 1, memoryBytes: 1 } },
    ...fields,
  }) as unknown as Job;

describe("CSV", () => {
  it("has a head and a line a job, with whole and bare values", () => {
    const csv = jobsCsv(
      [job({ name: "train" })],
      ["status", "name", "created", "runTime", "cost", "exitCode", "usage"],
    );
    expect(csv.split("\r\n")).toEqual([
      'Status,Reason,Name,Created,"Run time, s","Cost, credits",Exit code',
      "failed,Failed with exit code 43,train,1970-01-01T00:00:00.000Z,8,0.5,43",
      "",
    ]);
  });

  it("leaves empty what is not known", () => {
    expect(jobsCsv([job({ presetName: undefined })], ["preset", "owner"])).toBe("Preset,Owner\r\n,ann\r\n");
  });

  it.each([
    ["echo a,b", '"echo a,b"'],
    ['echo "hi"', '"echo ""hi"""'],
    ["one\ntwo", '"one\ntwo"'],
    ["plain", "plain"],
  ])("quotes %j", (command, field) => {
    const container = { command };
    expect(jobsCsv([job({ container })], ["command"])).toBe(`Command\r\n${field}\r\n`);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("lets nothing run as a formula: %j", (name) => {
    expect(jobsCsv([job({ name })], ["name"])).toBe(`Name\r\n"'${name}"\r\n`);
  });

  it("quotes within what would be a formula", () => {
    const name = '=HYPERLINK("http://x","y")';
    expect(jobsCsv([job({ name })], ["name"])).toBe(`Name\r\n"'=HYPERLINK(""http://x"",""y"")"\r\n`);
  });
});

it("JSON has everything", () => {
  const jobs = [job({ name: "train" }), job({ name: "eval" })];
  expect(JSON.parse(jobsJson(jobs))).toEqual(jobs);
});
