import { useEffect, useRef, useState } from "react";
import { KNOWN_EVENT, type KnownUser, knownUser, signOut } from "@/api/account";
import { link } from "@/api/organisation";
import { Button } from "@/components/light/Button";
import { Icon } from "@/components/light/Icon";
import { Link } from "@/components/light/Link";
import { ThemeSwitch } from "@/components/light/ThemeSwitch";
import { navigate } from "@/lib/navigation";
import { messages } from "../messages";

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((part) => [...part][0] ?? "")
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join("")
    .toUpperCase();

/** The user's picture, once it is there; else their initials. */
function Face({ user }: { user: KnownUser | null }) {
  const [url, setUrl] = useState(user?.picture_url);
  useEffect(() => {
    const read = () => setUrl(knownUser()?.picture_url);
    window.addEventListener(KNOWN_EVENT, read);
    return () => window.removeEventListener(KNOWN_EVENT, read);
  }, []);
  if (url) return <img src={url} alt="" onError={() => setUrl(null)} />;
  return user?.full_name ? <span>{initials(user.full_name)}</span> : <Icon name="person" />;
}

/** Who is signed in, the appearance, and the way out. */
export function AccountMenu({ user }: { user: KnownUser | null }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = () => {
    void signOut();
    navigate(link("/login"));
  };
  return (
    <>
      <button
        type="button"
        className="avatar"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        <Face user={user} />
        <span className="visually-hidden"> {messages.menu}</span>
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; Escape does so from the keyboard */}
      <dialog
        ref={dialog}
        className="sheet"
        aria-label={messages.menu}
        onClick={(event) => event.target === dialog.current && dialog.current.close()}
      >
        <div className="sheet-body">
          <div className="sheet-head">
            <span>
              <strong>{user?.full_name}</strong>
              <span>{user?.username}</span>
            </span>
            <button
              type="button"
              className="icon-button"
              aria-label={messages.close}
              onClick={() => dialog.current?.close()}
            >
              <Icon name="cross" />
            </button>
          </div>
          <ThemeSwitch />
          <Link className="button button-secondary" to="/absences">
            <Icon name="calendar" size={22} />
            <span>{messages.absences}</span>
          </Link>
          <Link className="button button-secondary" to="/history">
            <Icon name="history" size={22} />
            <span>{messages.history}</span>
          </Link>
          <Link className="button button-secondary" to="/account">
            <Icon name="person" size={22} />
            <span>{messages.account}</span>
          </Link>
          <Link className="button button-secondary" to="/notifications/settings">
            <Icon name="sliders" size={22} />
            <span>{messages.notificationSettings}</span>
          </Link>
          <Link className="button button-secondary" to="/account/security">
            <Icon name="lock" size={22} />
            <span>{messages.security}</span>
          </Link>
          <Button look="quiet" icon="leave" onClick={leave}>
            {messages.signOut}
          </Button>
        </div>
      </dialog>
    </>
  );
}
