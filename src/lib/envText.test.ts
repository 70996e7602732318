import { expect, it } from "vitest";
import { parseEnvText } from "./envText.ts";

it("reads lines of an .env file", () => {
  const text = "# settings\nexport EPOCHS=10\r\nNAME = 'big one'\n\nURL=\"http://host/?a=b\"\nEMPTY=\n";
  expect(parseEnvText(text)).toEqual([
    { name: "EPOCHS", value: "10" },
    { name: "NAME", value: "big one" },
    { name: "URL", value: "http://host/?a=b" },
    { name: "EMPTY", value: "" },
  ]);
});

it("keeps a quote that has no partner", () => {
  expect(parseEnvText(`A="half`)).toEqual([{ name: "A", value: `"half` }]);
  expect(parseEnvText(`A="`)).toEqual([{ name: "A", value: `"` }]);
});

it("leaves other text alone", () => {
  expect(parseEnvText("JUST_A_NAME")).toBeUndefined();
  expect(parseEnvText("A=1\nand some prose")).toBeUndefined();
  expect(parseEnvText("1A=2")).toBeUndefined();
  expect(parseEnvText("")).toBeUndefined();
});
