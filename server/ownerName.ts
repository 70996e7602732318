import { userInfo } from "node:os";
import { fitUserName } from "./platform/place.ts";

/** The name, on the platform, of whoever runs this program: its owner. */
export function ownerName(): string {
  return fitUserName(loginName());
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's list of users has no name.
    return "";
  }
}
