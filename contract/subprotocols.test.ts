import { describe, expect, it } from "vitest";
import { isTokenSafe, offer, readOffer, SUBPROTOCOL } from "./subprotocols.ts";

describe("sub-protocols", () => {
  it("offer the service first and the token last", () => {
    const protocols = offer([SUBPROTOCOL.top], "a.b-c_d");
    expect(protocols).toEqual(["top.apolo.us", "bearer.apolo.us-a.b-c_d"]);
    expect(readOffer(protocols)).toEqual({ token: "a.b-c_d", services: ["top.apolo.us"] });
  });

  it("tell of services without a token", () => {
    expect(readOffer(["logs.apolo.us"])).toEqual({ token: undefined, services: ["logs.apolo.us"] });
  });

  it.each([
    ["abc.DEF-1_2~", true],
    ["", false],
    ["a b", false],
    ["a,b", false],
    ["ü", false],
  ])("can carry %j: %s", (token, isSafe) => {
    expect(isTokenSafe(token)).toBe(isSafe);
  });
});
