import { expect, it } from "vitest";
import { carriedWords } from "./carriedWords.ts";

it("says nothing of what is empty or off", () => {
  const carried = {
    volumes: [],
    secret_env: {},
    resources: { shm: false },
    pass_config: false,
    privileged: undefined,
    energy_schedule_name: null,
  };
  expect(carriedWords(carried)).toEqual([]);
});

it("names what is carried along", () => {
  const carried = {
    volumes: [{ src_storage_uri: "storage://c/p/a", dst_path: "/data" }],
    secret_env: { TOKEN: "secret://c/p/t", KEY: "secret://c/p/k" },
    resources: { shm: true },
    privileged: true,
    energy_schedule_name: "nights",
  };
  expect(carriedWords(carried)).toEqual([
    { field: "volumes", label: "Storage volumes", value: "/data" },
    { field: "secret_env", label: "Secret environment", value: "TOKEN, KEY" },
    { field: "resources", label: "Large shared memory", value: undefined },
    { field: "privileged", label: "Privileged mode", value: undefined },
    { field: "energy_schedule_name", label: "Energy schedule", value: "nights" },
  ]);
});
