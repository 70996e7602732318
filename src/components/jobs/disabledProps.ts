import type { MouseEvent } from "react";
import type { Permission } from "../../api/can.ts";

/**
 * Attributes of a button that cannot be used now: it looks disabled and does nothing, but the keyboard still reaches it
 * and its reason is told. Empty where the action is allowed.
 */
export function disabledProps(permission: Permission) {
  if (permission.allowed) return {};
  return {
    "aria-disabled": true,
    "data-disabled": true,
    title: permission.reason,
    onClick: (event: MouseEvent) => event.preventDefault(),
  };
}
