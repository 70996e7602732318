import * as z from "zod/mini";
import type { Check } from "./names.ts";
import { maybe } from "./scalars.ts";

const KEY = /^[A-Za-z0-9_.-]+$/;
const LONGEST_KEY = 253;
const LONGEST_BASE64 = 1024 * 1024;

/** A secret's key: the rule of the public platform. */
export const checkSecretKey: Check = (value) => {
  if (value.length < 1 || value.length > LONGEST_KEY) return `must be 1 to ${LONGEST_KEY} characters long`;
  if (!KEY.test(value)) return "must have only letters, digits, _ . and -";
  if (value === "." || value.startsWith("..")) return 'must not be "." or start with ".."';
  return undefined;
};

const key = z.string().check((payload) => {
  const message = checkSecretKey(payload.value);
  if (message !== undefined) payload.issues.push({ code: "custom", input: payload.value, message });
});

const base64 = z
  .string()
  .check(z.maxLength(LONGEST_BASE64), z.regex(/^[A-Za-z0-9+/]*={0,2}$/, { error: "must be base64" }));

/** `POST API/secrets`: writes a secret, or replaces its value. */
export const secretRequest = z.pipe(
  z.object({ key, value: base64, org_name: maybe(z.string()), project_name: maybe(z.string()) }),
  z.transform((wire) => ({
    key: wire.key,
    valueBase64: wire.value,
    orgName: wire.org_name,
    projectName: wire.project_name,
  })),
);
/** A secret as it travels to the server. */
export type SecretRequestPayload = z.input<typeof secretRequest>;

/** A secret without its value, which never travels back. */
export const secret = z.pipe(
  z.object({ key: z.string(), owner: z.string(), org_name: maybe(z.string()), project_name: maybe(z.string()) }),
  z.transform((wire) => ({
    key: wire.key,
    owner: wire.owner,
    orgName: wire.org_name,
    projectName: wire.project_name ?? wire.owner,
  })),
);
export type Secret = z.output<typeof secret>;
export type SecretPayload = z.input<typeof secret>;

/** `GET API/secrets`. */
export const secretList = z.array(secret);
