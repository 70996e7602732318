import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../config.ts";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals values so that the database, or a copy of it, tells nothing of them. */
export interface SecretBox {
  /** @param context what the value belongs to: a sealed value opens only there */
  seal(value: Uint8Array, context: string): Buffer;
  /** @throws Error when it was sealed by another key or for another context, or was changed */
  open(sealed: Uint8Array, context: string): Buffer;
}

/**
 * A box with the key kept in a data folder (`secrets.key`), made on first use. Nobody but the user can read the file.
 * @throws ConfigError when the file holds no key
 */
export function openSecretBox(dataDir: string): SecretBox {
  const path = join(dataDir, "secrets.key");
  let kept = existsSync(path) ? keptKey(path) : undefined;
  const key = () => (kept ??= keptKey(path));
  return {
    seal(value, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key(), nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, key(), nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
}

function keptKey(path: string): Buffer {
  if (!existsSync(path)) writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flag: "wx" });
  chmodSync(path, 0o600);
  const key = readFileSync(path);
  if (key.length === KEY_BYTES) return key;
  throw new ConfigError(`The file ${path} holds no key for the secrets; put back the one that was there.`);
}
