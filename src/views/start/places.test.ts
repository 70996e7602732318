import { expect, it } from "vitest";
import { platformConfig } from "../../../contract/config.ts";
import { parse } from "../../../contract/parse.ts";
import { placesOf } from "./places.ts";

const config = parse(
  platformConfig,
  {
    clusters: [{ name: "one", monitoring_url: "http://x", orgs: ["acme", "side"] }],
    projects: [
      { name: "vision", cluster_name: "one", org_name: "acme" },
      { name: "nlp", cluster_name: "one", org_name: "acme" },
      { name: "toys", cluster_name: "one", org_name: "side" },
      { name: "far", cluster_name: "two", org_name: "acme" },
    ],
  },
  "config",
);

it("offers what the cluster has, and the projects of the chosen organization", () => {
  expect(placesOf(config, "one", { org: "", project: "" })).toEqual({
    orgs: ["acme", "side"],
    projects: ["vision", "nlp", "toys"],
  });
  expect(placesOf(config, "one", { org: "side", project: "" }).projects).toEqual(["toys"]);
});

it("keeps what a job came with, also where it is not known", () => {
  expect(placesOf(config, "two", { org: "gone", project: "old" })).toEqual({ orgs: ["gone"], projects: ["old"] });
});
