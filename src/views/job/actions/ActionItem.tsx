import { Menu } from "@mantine/core";
import type { Permission } from "../../../api/can.ts";
import { disabledProps } from "../../../components/jobs/disabledProps.ts";
import classes from "./ActionsMenu.module.css";
import type { MenuAction } from "./menuItems.ts";

export interface ActionItemProps {
  readonly what: MenuAction;
  readonly permission: Permission;
  readonly onChoose: () => void;
}

/** One action of the menu. What is off can still be reached, and its reason stands below its name. */
export function ActionItem({ what, permission, onChoose }: ActionItemProps) {
  const { icon: Symbol, label, isDestructive } = what;
  return (
    <Menu.Item
      color={isDestructive && permission.allowed ? "red" : undefined}
      leftSection={<Symbol size={16} aria-hidden />}
      className={classes.item}
      onClick={onChoose}
      {...disabledProps(permission)}
      title={undefined}
    >
      {label}
      {!permission.allowed && <span className={classes.reason}>{permission.reason}</span>}
    </Menu.Item>
  );
}
