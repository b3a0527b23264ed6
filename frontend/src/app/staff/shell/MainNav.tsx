import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { Link, NavLink, useLocation } from "react-router";
import { ChevronDownIcon, MenuIcon } from "@/components/ui/icons";
import { useDecisionCounts } from "@/hooks/useDecisionCounts";
import { useStaff } from "@/hooks/useStaff";
import { bellNumber } from "@/lib/unreadWords";
import { messages } from "../messages";
import { type NavEntry, navigationFor } from "./nav";
import classes from "./Shell.module.css";

const isAt = (pathname: string, { to }: NavEntry): boolean =>
  pathname === to || pathname.startsWith(`${to}/`);

/**
 * The pages offered to this person: the daily ones in a row, the rest in a menu. On a narrow screen
 * the menu's button stands before the organisation's name, so that the row stays one line.
 */
export function MainNav() {
  const { main, manage } = navigationFor(useStaff().me.role);
  return (
    <nav aria-label={messages.navigation} className={classes.nav}>
      <div className={classes.daily}>
        {main.map(({ to, label, counts }) => (
          <NavLink key={to} to={to} className={classes.navLink}>
            {label}
            {counts && <Waiting />}
          </NavLink>
        ))}
      </div>
      {manage.length > 0 && <ManageMenu entries={manage} />}
    </nav>
  );
}

/** How much waits for a decision, wherever one is. */
function Waiting() {
  const { data } = useDecisionCounts();
  if (data === undefined || data.total === 0) return null;
  return (
    <>
      <span className={classes.navCount} aria-hidden="true">
        {bellNumber(data.total)}
      </span>
      <VisuallyHidden>{messages.waiting(data.total)}</VisuallyHidden>
    </>
  );
}

function ManageMenu({ entries }: { entries: NavEntry[] }) {
  const { pathname } = useLocation();
  const here = entries.some((entry) => isAt(pathname, entry));
  return (
    <Menu width="min(18rem, 100vw - 2rem)" position="bottom-start">
      <Menu.Target>
        <UnstyledButton
          className={`${classes.navLink} ${classes.manage}`}
          data-here={here || undefined}
          data-testid="manage-menu"
        >
          <MenuIcon size={22} />
          <span>{messages.manage}</span>
          <ChevronDownIcon size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.manageTitle}>{messages.manage}</Menu.Label>
        {entries.map((entry) => (
          <Menu.Item
            key={entry.to}
            component={Link}
            to={entry.to}
            aria-current={isAt(pathname, entry) ? "page" : undefined}
            className={classes.menuLink}
          >
            {entry.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
