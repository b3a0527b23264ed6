import type { ReactNode } from "react";
import { Link } from "react-router";
import { BackIcon } from "@/components/ui/icons";
import classes from "./BackLink.module.css";

/** The way from a page to the list or page above it; stands over the heading. */
export function BackLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className={classes.back}>
      <BackIcon size={16} />
      {children}
    </Link>
  );
}
