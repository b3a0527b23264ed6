import type { ReactNode } from "react";
import { Icon } from "./Icon";
import { Link } from "./Link";

interface TopBarProps {
  title: string;
  back?: { to: string; label: string };
  children?: ReactNode;
}

/** The bar at the top of a page: the way back, the name of the place, actions at the end. */
export function TopBar({ title, back, children }: TopBarProps) {
  return (
    <header className="topbar">
      {back && (
        <Link className="icon-button" to={back.to} aria-label={back.label}>
          <Icon name="back" />
        </Link>
      )}
      <span className="topbar-title">{title}</span>
      {children}
    </header>
  );
}
