import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isTokenSafe } from "../contract/subprotocols.ts";
import { ConfigError } from "./config.ts";

/**
 * The token kept in a data folder, made on first use. Nobody but the user can read the file.
 * @throws ConfigError when the file holds no token
 */
export function keptToken(dataDir: string, userName: string): string {
  const path = join(dataDir, "token");
  if (!existsSync(path)) {
    const token = createToken(userName);
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: "wx" });
    return token;
  }
  chmodSync(path, 0o600);
  const token = readFileSync(path, "utf8").trim();
  if (isTokenSafe(token)) return token;
  throw new ConfigError(`The file ${path} holds no token; delete it to get a new one.`);
}

/** A JWT, because clients of the public platform read the user's name from the token. Its signing key is thrown away. */
export function createToken(userName: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ identity: userName, jti: randomUUID() })}`;
  return `${signed}.${createHmac("sha256", randomBytes(32)).update(signed).digest("base64url")}`;
}
