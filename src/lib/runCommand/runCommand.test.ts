import { describe, expect, it } from "vitest";
import type { StartPayload } from "../../../contract/start.ts";
import { splitShellLine } from "../../../contract/shellLine.ts";
import { apoloCommand } from "../equivalents/apoloCommand.ts";
import { curlCommand, jsonText } from "../equivalents/curlCommand.ts";
import { pythonCode } from "../equivalents/pythonCode.ts";
import { bodyOf } from "../startBody.ts";
import { dice } from "../seeded.ts";
import { parseRunCommand } from "./parseRunCommand.ts";

const FULL: StartPayload = {
  image: "ghcr.io/acme/train:1.2",
  entrypoint: "python -u",
  command: "train.py --name 'it'\\''s' \"$HOME\"",
  working_dir: "/work dir",
  http: { port: 8080, requires_auth: true },
  env: { A: "1", QUOTES: `'"$\`\\`, EMPTY: "", LINES: "one\ntwo", EQUALS: "a=b" },
  volumes: [
    { src_storage_uri: "storage://default/me/data", dst_path: "/data", read_only: true },
    { src_storage_uri: "storage://default/me/out", dst_path: "/out", read_only: false },
  ],
  secret_env: { TOKEN: "secret://default/me/token" },
  secret_volumes: [{ src_secret_uri: "secret://default/me/key", dst_path: "/run/key" }],
  disk_volumes: [{ src_disk_uri: "disk://default/me/disk-1", dst_path: "/disk", read_only: false }],
  tty: true,
  resources: { shm: true },
  name: "train-7",
  preset_name: "gpu-small",
  tags: ["vision", "a'b"],
  description: "It's a “test”; $(rm -rf /)",
  cluster_name: "default",
  org_name: "acme",
  project_name: "vision",
  pass_config: true,
  wait_for_jobs_quota: true,
  privileged: true,
  schedule_timeout: 90,
  max_run_time_minutes: 1501,
  restart_policy: "on-failure",
  priority: "high",
  energy_schedule_name: "green",
};

/** Leaves out what says the same as leaving it out. */
function plain({ tty, ...request }: Partial<StartPayload>): Partial<StartPayload> {
  return tty ? { ...request, tty } : request;
}

function read(text: string) {
  const result = parseRunCommand(text);
  if (!result.ok) throw new Error(result.reason);
  return { ...result, request: plain(result.request) };
}

describe("the apolo command", () => {
  it("starts the same job when it is pasted back", () => {
    expect(read(apoloCommand(FULL).text)).toEqual({ ok: true, request: FULL, leftOut: [] });
    const small = { image: "host" };
    expect(read(apoloCommand(small).text)).toEqual({ ok: true, request: small, leftOut: [] });
  });

  it("does so with any part of the request and any text in it", () => {
    const letters = ["a", " ", "'", '"', "\\", "$", "`", "\n", "!", "ü", "=", ":", "-", "#"];
    for (let seed = 1; seed <= 300; seed += 1) {
      const roll = dice(seed);
      const word = () => `x${Array.from({ length: roll(8) }, () => letters[roll(letters.length)] ?? "").join("")}`;
      const some = Object.entries(FULL).filter(([name]) => name === "image" || roll(2) === 0);
      const request = {
        ...(Object.fromEntries(some) as unknown as StartPayload),
        env: { X: word() },
        description: word(),
      };
      expect(read(apoloCommand(request).text), `seed ${seed}`).toEqual({ ok: true, request, leftOut: [] });
    }
  });

  it("says what it cannot say", () => {
    const { notes } = apoloCommand({
      image: "a",
      http: { port: 80, health_check_path: "/up" },
      env: { A: "secret:x" },
    });
    expect(notes).toEqual([
      "The command cannot set the health check's path.",
      'The command takes a value that begins with "secret:" for a secret.',
    ]);
  });
});

describe("other equivalents", () => {
  it("are JSON that is pasted back", () => {
    expect(read(jsonText(FULL).text)).toEqual({ ok: true, request: FULL, leftOut: [] });
  });

  it("are a curl command that a shell hands over as it is", () => {
    const words = splitShellLine(curlCommand(FULL, "http://127.0.0.1:8080").text.replaceAll("\\\n ", ""));
    expect(words.ok && JSON.parse(words.words[words.words.indexOf("--data-raw") + 1] ?? "")).toEqual(FULL);
    expect(words.ok && words.words.at(-1)).toBe("http://127.0.0.1:8080/api/v1/jobs?from_preset");
  });

  it("are Python code in the names of the SDK", () => {
    const { text } = pythonCode(FULL);
    expect(text).toContain('image=client.parse.remote_image("ghcr.io/acme/train:1.2"),');
    expect(text).toContain("http=apolo_sdk.HTTPPort(port=8080, requires_auth=True),");
    expect(text).toContain('apolo_sdk.Volume(URL("storage://default/me/out"), "/out", read_only=False)');
    expect(text).toContain("restart_policy=apolo_sdk.JobRestartPolicy.ON_FAILURE,");
    expect(text).toContain("life_span=90060,");
    expect(pythonCode({ image: "host" }).text).not.toContain("URL");
  });
});

describe("a pasted command", () => {
  it("is read with the defaults of its program", () => {
    expect(
      read("$ apolo run -s cpu-small --entrypoint=/script.sh image:my-ubuntu:latest -- arg1 'arg 2'").request,
    ).toEqual({
      image: "image:my-ubuntu:latest",
      preset_name: "cpu-small",
      entrypoint: "/script.sh",
      command: "arg1 'arg 2'",
      resources: { shm: true },
      http: { port: 80, requires_auth: true },
      max_run_time_minutes: 1440,
    });
    expect(read("neuro job run --http-port 0 --life-span 0 -X ubuntu 'sh -c \"echo hi\"'").request).toEqual({
      image: "ubuntu",
      command: 'sh -c "echo hi"',
    });
  });

  it("is read from docker's options, several in one word too", () => {
    const command = "docker run --rm -it -p8888:80 -e A=1 --env=B=2 -w /src --name web nginx:1 nginx -g 'daemon off;'";
    expect(read(command)).toEqual({
      ok: true,
      request: {
        image: "nginx:1",
        command: "nginx -g 'daemon off;'",
        working_dir: "/src",
        name: "web",
        env: { A: "1", B: "2" },
        http: { port: 80, requires_auth: true },
        tty: true,
      },
      leftOut: [],
    });
  });

  it("tells everything that it cannot carry over", () => {
    const { leftOut } = read("docker run --gpus all -v $PWD:/src -e HOME -p 80:80 -p 81:81 --cgroupns host alpine");
    expect(leftOut).toEqual([
      "--gpus all: resources come from the preset; choose one that has them",
      "-v $PWD:/src: folders of your machine are not on the platform; upload them to storage and mount that",
      "-e HOME: write NAME=value; the value of your own shell's variable is not known here",
      "-p 81:81: a job has one HTTP port; open others from its page",
      "--cgroupns: this option is not known; check what follows it",
    ]);
  });

  it("keeps of JSON what can be used, and tells the rest", () => {
    const { request, leftOut } = read('{"image":"host","nmae":"x","priority":"urgent","tags":["ok"]}');
    expect(request).toEqual({ image: "host", tags: ["ok"] });
    expect(leftOut[0]).toBe("nmae: this field is not known");
    expect(leftOut[1]).toMatch(/^priority: /);
  });

  it.each([
    ["", /^Paste an/],
    ["ls -l", /^Paste an/],
    ["docker build .", /^Paste an/],
    ["apolo run --name x", /names no image/],
    ["apolo run 'host", /quote/],
    ["{", /^This is not JSON/],
  ])("refuses %j", (text, reason) => {
    const result = parseRunCommand(text);
    expect(result.ok ? "" : result.reason).toMatch(reason);
  });
});

describe("a job with resources of its own", () => {
  const request: StartPayload = { image: "host", command: "train", name: "own", tags: ["a"] };
  const own = { resources: { cpu: 0.5, memory: 2 ** 30, nvidia_gpu: 1 } };

  it("comes back from the JSON that it is said as", () => {
    expect(parseRunCommand(jsonText(bodyOf({ request, own })).text)).toEqual({ ok: true, request, own, leftOut: [] });
    expect(curlCommand(bodyOf({ request, own }), "http://x").text).toMatch(/http:\/\/x\/api\/v1\/jobs$/);
  });

  it("says what is wrong with them, and keeps the rest", () => {
    const text = JSON.stringify({ nmae: "x", container: { image: "host", resources: { cpu: "much" } } });
    expect(parseRunCommand(text)).toEqual({
      ok: true,
      request: { image: "host" },
      leftOut: ["nmae: this field is not known", "container.resources.cpu: must be a number"],
    });
  });
});
