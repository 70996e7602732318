import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconPlus, IconSun } from "@tabler/icons-react";
import { Link, Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { canStart } from "../../api/can.ts";
import { routes } from "../../paths.ts";
import { useWatch } from "../../state/watch.ts";
import plain from "../../ui/plainButton.module.css";
import { BulkTray } from "../jobs/bulk/BulkTray.tsx";
import { disabledProps } from "../jobs/disabledProps.ts";
import { useAsker } from "../jobs/useCan.ts";
import { lazyExtra } from "../lazyExtra.ts";
import { PaletteButton, PaletteGate } from "../palette/PaletteGate.tsx";
import { DockButton, DockGate } from "../terminal/dock/DockGate.tsx";
import { EngineBanner } from "./EngineBanner.tsx";
import { Logo } from "./Logo.tsx";
import { Notice } from "./Notice.tsx";
import classes from "./Shell.module.css";
import { UserMenu } from "./UserMenu.tsx";

const JobWatch = lazyExtra(() => import("../watch/JobWatch.tsx"));

/** The frame around every page behind the token. */
export function Shell() {
  const asker = useAsker();
  const isWatching = useWatch(({ mine, jobIds }) => mine || jobIds.length > 0);
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
          <Link to={routes.top} className={classes.navLink} activeProps={{ "aria-current": "page" }}>
            Top
          </Link>
          <Link to={routes.cluster} className={classes.navLink} activeProps={{ "aria-current": "page" }}>
            Cluster
          </Link>
          <Link to={routes.storage} className={classes.navLink} activeProps={{ "aria-current": "page" }}>
            Storage
          </Link>
        </nav>
        <Link
          to={routes.start}
          className={`${plain.button} ${plain.primary} ${plain.compact} ${classes.start}`}
          {...disabledProps(canStart(asker))}
        >
          <IconPlus size={14} aria-hidden />
          <span className={classes.startText}>Start a job</span>
        </Link>
        <PaletteButton />
        <DockButton />
        <ColorSchemeButton />
        <UserMenu asker={asker} />
      </header>
      <EngineBanner />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Notice />
      {isWatching && (
        <Suspense>
          <JobWatch />
        </Suspense>
      )}
      <BulkTray />
      <DockGate />
      <PaletteGate />
    </>
  );
}

function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className={plain.icon}
      aria-label={`Use the ${other} colours`}
      title={`Use the ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === "dark" ? <IconSun size={16} /> : <IconMoon size={16} />}
    </button>
  );
}
