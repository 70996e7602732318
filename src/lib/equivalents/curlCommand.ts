import { quoteShellWord as quote } from "../../../contract/shellLine.ts";
import type { StartBody } from "../startBody.ts";
import type { Equivalent } from "./apoloCommand.ts";

/** The variable that the command takes the token from: a token does not belong into a shell's history. */
const TOKEN_VARIABLE = "JOBDECK_TOKEN";

/** A start request as JSON for people, as it travels. */
export function jsonText(body: StartBody): Equivalent {
  return { text: JSON.stringify(body, undefined, 2), notes: [] };
}

/** A start request as a `curl` command for a POSIX shell. @param origin of the platform, e.g. `http://127.0.0.1:8080` */
export function curlCommand(body: StartBody, origin: string): Equivalent {
  const lines = [
    "curl --fail-with-body --silent --show-error",
    `--header "Authorization: Bearer $${TOKEN_VARIABLE}"`,
    "--header 'Content-Type: application/json'",
    `--data-raw ${quote(JSON.stringify(body, undefined, 2))}`,
    quote(`${origin}/api/v1/jobs${"container" in body ? "" : "?from_preset"}`),
  ];
  return { text: lines.join(" \\\n  "), notes: [`Set ${TOKEN_VARIABLE} to your token first.`] };
}
