import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconLogout, IconMoon, IconPlus, IconSun } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { routes } from "../../paths.ts";
import { signOut } from "../../state/session.ts";
import { BulkTray } from "../jobs/bulk/BulkTray.tsx";
import { Logo } from "./Logo.tsx";
import classes from "./Shell.module.css";

/** The frame around every page behind the token. */
export function Shell() {
  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        <Link to={routes.jobs} className={classes.brand} aria-label="Jobdeck, all jobs">
          <Logo />
          <span className={classes.brandName}>Jobdeck</span>
        </Link>
        <nav aria-label="Main" className={classes.nav}>
          <Link to={routes.jobs} className={classes.navLink} activeProps={{ "aria-current": "page" }}>
            Jobs
          </Link>
        </nav>
        <Button
          renderRoot={(props) => <Link to={routes.start} {...props} />}
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
        >
          Start a job
        </Button>
        <ColorSchemeButton />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Sign out"
          title="Sign out"
          onClick={() => signOut("signed-out")}
        >
          <IconLogout size={16} />
        </ActionIcon>
      </header>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <BulkTray />
    </>
  );
}

function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Use the ${other} colours`}
      title={`Use the ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === "dark" ? <IconSun size={16} /> : <IconMoon size={16} />}
    </ActionIcon>
  );
}
