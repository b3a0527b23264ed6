import { Suspense } from "react";
import { Link, Outlet, ScrollRestoration, useNavigation } from "react-router";
import { useStaff } from "@/hooks/useStaff";
import { messages } from "../messages";
import { BellLink } from "./BellLink";
import { MainNav } from "./MainNav";
import classes from "./Shell.module.css";
import { UserMenu } from "./UserMenu";

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
          <MainNav />
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
