import { describe } from "vitest";
import { engineContract } from "../contract.ts";
import { hasContainers, makeContainerEngine } from "./testing/containerEngine.ts";

describe.runIf(hasContainers)("containers", () =>
  engineContract("docker", makeContainerEngine(), { endsGreediestProcess: true, mostlyWaits: true }),
);
