import { Suspense } from "react";
import { Link, NavLink, Outlet, ScrollRestoration, useNavigation } from "react-router";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "../messages";
import { BellLink } from "./BellLink";
import classes from "./Shell.module.css";
import { UserMenu } from "./UserMenu";

const PAGES = [
  { to: "/dashboard", label: messages.dashboard },
  { to: "/courses", label: messages.courses },
] as const;

/** The frame of every page but the projector: organisation, navigation, account. */
export function Shell() {
  const { organizationName } = useStaff();
  const navigating = useNavigation().state !== "idle";
  return (
    <>
      <a href="#content" className={classes.skip}>
        {messages.skip}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to="/dashboard" className={classes.name}>
            <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false">
              <rect width="22" height="22" rx="6" fill="#3538cd" />
              <path
                d="M6 11.4 9.6 15 16 7.6"
                fill="none"
                stroke="#fff"
                strokeWidth="2.2"
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </svg>
            <span>{organizationName}</span>
          </Link>
          <nav aria-label={messages.navigation} className={classes.nav}>
            {PAGES.map(({ to, label }) => (
              <NavLink key={to} to={to} className={classes.navLink}>
                {label}
              </NavLink>
            ))}
          </nav>
          <div className={classes.tools}>
            <BellLink />
            <UserMenu />
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1} className={classes.main} aria-busy={navigating}>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <ScrollRestoration />
    </>
  );
}
