import { useUnread } from "@/hooks/useUnread";
import { bellName, bellNumber } from "@/lib/unreadWords";
import { Icon } from "./Icon";
import { Link } from "./Link";

/** The way to the notification centre, with how much waits there. */
export function Bell() {
  const unread = useUnread();
  return (
    <Link className="icon-button bell" to="/notifications" aria-label={bellName(unread)}>
      <Icon name="bell" />
      {unread !== null && unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {bellNumber(unread)}
        </span>
      )}
    </Link>
  );
}
