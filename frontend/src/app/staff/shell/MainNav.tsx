import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { Link, NavLink, useLocation } from "react-router";
import { ChevronDownIcon } from "@/components/ui/icons";
import { useDecisionCounts } from "@/hooks/useDecisionCounts";
import { useStaff } from "@/hooks/useStaff";
import { bellNumber } from "@/lib/unreadWords";
import { messages } from "../messages";
import { type NavEntry, navigationFor } from "./nav";
import classes from "./Shell.module.css";

const isAt = (pathname: string, { to }: NavEntry): boolean =>
  pathname === to || pathname.startsWith(`${to}/`);

/** The pages offered to this person: the daily ones in a row, the rest in a menu. */
export function MainNav() {
  const { main, manage } = navigationFor(useStaff().me.role);
  return (
    <nav aria-label={messages.navigation} className={classes.nav}>
      {main.map(({ to, label, counts }) => (
        <NavLink key={to} to={to} className={classes.navLink}>
          {label}
          {counts && <Waiting />}
        </NavLink>
      ))}
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
    <Menu width={216} position="bottom-start">
      <Menu.Target>
        <UnstyledButton
          className={classes.navLink}
          data-here={here || undefined}
          data-testid="manage-menu"
        >
          {messages.manage}
          <ChevronDownIcon size={16} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
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
