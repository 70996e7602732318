import { Link, type LinkProps } from "@tanstack/react-router";
import classes from "./PageTabs.module.css";

export interface PageTabsProps {
  /** Of what they are the pages, for who does not see them. */
  readonly label: string;
  readonly tabs: readonly { readonly label: string; readonly link: LinkProps }[];
}

/**
 * The pages of one thing. They are links with addresses of their own, so a navigation says what they are; the roles of a
 * tab list would promise keys and panels that a change of page does not have.
 */
export function PageTabs({ label, tabs }: PageTabsProps) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.label}
          {...tab.link}
          className={classes.tab}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ "aria-current": "page" }}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}

/** Their place while it is not known what they are of. */
export function PageTabsSkeleton() {
  return <div className={classes.tabs} aria-hidden />;
}
