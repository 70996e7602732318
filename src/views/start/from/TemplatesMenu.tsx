import { Button, Menu } from "@mantine/core";
import { IconBookmark, IconBookmarkPlus, IconChevronDown, IconPencil } from "@tabler/icons-react";
import { useTemplates, type Template } from "../../../state/templates.ts";
import classes from "./StartTools.module.css";

export interface TemplatesMenuProps {
  readonly onApply: (template: Template) => void;
  readonly onSave: () => void;
  readonly onManage: () => void;
}

/** The templates of this browser: one is applied by choosing it. */
export function TemplatesMenu({ onApply, onSave, onManage }: TemplatesMenuProps) {
  const templates = useTemplates();
  return (
    <Menu
      position="bottom-start"
      width={280}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      returnFocus
      transitionProps={{ duration: 80 }}
    >
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconBookmark size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          Templates
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label="Templates" className={classes.menu}>
        {templates.map((template) => (
          <Menu.Item key={template.name} onClick={() => onApply(template)} className={classes.template}>
            {template.name}
            <span className={`jd-mono ${classes.templateCommand}`}>{summaryOf(template)}</span>
          </Menu.Item>
        ))}
        {templates.length > 0 && <Menu.Divider />}
        <Menu.Item leftSection={<IconBookmarkPlus size={16} aria-hidden />} onClick={onSave}>
          Save this form…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPencil size={16} aria-hidden />}
          onClick={onManage}
          disabled={templates.length === 0}
        >
          Rename or delete…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function summaryOf({ request }: Template): string {
  return [request.image, request.entrypoint, request.command].filter(Boolean).join(" ");
}
