import { describe } from "vitest";
import { engineContract } from "../contract.ts";
import { KUBECONFIG, makeKubernetesEngine } from "./testing/cluster.ts";

describe.runIf(KUBECONFIG)("a cluster", () =>
  engineContract("kubernetes", () => makeKubernetesEngine(), {
    cannotEndInput: true,
    logsByLine: true,
    losesLastWords: true,
    cannotSuspend: true,
    endsGreediestProcess: true,
    sizelessTerminals: true,
    buffersMuch: true,
    mostlyWaits: true,
  }),
);
