import { type KnownUser, knownUser, lastUser } from "./account";
import { getToken, SIGNED_IN_EVENT, SIGNED_OUT_EVENT } from "./token";

/** What may happen to the sign-in of an open page, in this tab or another. */
interface Happenings {
  /** It has ended by itself: its user may sign in again, and go on where they are. */
  ended: () => void;
  /** Somebody has signed out, or nobody is known: the page must not stay. */
  left: () => void;
  /** The same user has a new sign-in. */
  resumed: () => void;
  /** Somebody else has: nothing on the page is theirs. */
  replaced: () => void;
}

const isSame = (one: KnownUser | null, other: KnownUser | null): boolean =>
  one?.username === other?.username && one?.organization?.slug === other?.organization?.slug;

/**
 * Follows the sign-in while a page is open; all tabs share it.
 *
 * @returns a function that stops it
 */
export function watchSignIn({ ended, left, resumed, replaced }: Happenings): () => void {
  let user = knownUser();
  const onRefused = () => (lastUser() === null ? left() : ended());
  const onStorage = (event: StorageEvent) => {
    if (event.key !== "attendance.token" && event.key !== null) return;
    if (getToken() === null) onRefused();
    else if (user === null || isSame(user, knownUser()))
      window.dispatchEvent(new Event(SIGNED_IN_EVENT));
    else replaced();
  };
  const onSignedIn = () => {
    user = knownUser();
    resumed();
  };
  window.addEventListener(SIGNED_OUT_EVENT, onRefused);
  window.addEventListener("storage", onStorage);
  window.addEventListener(SIGNED_IN_EVENT, onSignedIn);
  return () => {
    window.removeEventListener(SIGNED_OUT_EVENT, onRefused);
    window.removeEventListener("storage", onStorage);
    window.removeEventListener(SIGNED_IN_EVENT, onSignedIn);
  };
}
