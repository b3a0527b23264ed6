import { link } from "@/api/organisation";
import { BellIcon } from "@/components/ui/icons";
import { useUnread } from "@/hooks/useUnread";
import { bellName, bellNumber } from "@/lib/unreadWords";
import classes from "./Shell.module.css";

/** The way to the notification centre, which is a page of the light entry. */
export function BellLink() {
  const unread = useUnread();
  return (
    <a href={link("/notifications")} className={classes.bell} aria-label={bellName(unread)}>
      <BellIcon size={20} />
      {unread !== null && unread > 0 && (
        <span className={classes.bellCount} aria-hidden="true">
          {bellNumber(unread)}
        </span>
      )}
    </a>
  );
}
