import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Outlet } from "react-router";
import { PASSWORD_GIVEN_EVENT } from "@/api/client";
import { link } from "@/api/organisation";
import { watchSignIn } from "@/api/signInWatch";
import { keys } from "@/api/staff/keys";
import { fetchMe } from "@/api/staff/teaching";
import { LoadError } from "@/components/feedback/LoadError";
import { StaffProvider } from "@/hooks/useStaff";
import { signInClock } from "@/lib/signInClock";
import { messages } from "../messages";
import { goToChoosePassword, goToLogin } from "../signedOut";
import { ExpiryWarning } from "./ExpiryWarning";
import { ShellSkeleton } from "./ShellSkeleton";
import { SignInAgain } from "./SignInAgain";

/**
 * Whether the user must sign in again before going on; the page stays as it is meanwhile.
 *
 * @param isOpen whether there is a page yet that could stay
 */
function useAway(isOpen: boolean) {
  const client = useQueryClient();
  const [isAway, setAway] = useState(false);
  useEffect(
    () =>
      watchSignIn({
        ended: () => (isOpen ? setAway(true) : goToLogin()),
        left: goToLogin,
        resumed: () => {
          setAway(false);
          void client.invalidateQueries();
        },
        replaced: () => window.location.replace(link("/dashboard")),
      }),
    [client, isOpen],
  );
  return { isAway, leave: () => setAway(true) };
}

/** Loads who is signed in before any page. Students have their own entry and are sent there. */
export function SignedIn() {
  const {
    data: me,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.me,
    queryFn: async ({ signal }) => {
      const found = await fetchMe(signal);
      signInClock.stated(found.session.seconds_left, found.session.absolute_seconds_left);
      return found;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isStudent = me?.role === "student";
  const mustChoose = me?.password_change_required === true;
  const { isAway, leave } = useAway(me !== undefined);

  useEffect(() => {
    if (isStudent) window.location.replace(link("/"));
    else if (mustChoose) goToChoosePassword();
  }, [isStudent, mustChoose]);
  useEffect(() => {
    window.addEventListener(PASSWORD_GIVEN_EVENT, goToChoosePassword);
    return () => window.removeEventListener(PASSWORD_GIVEN_EVENT, goToChoosePassword);
  }, []);

  if (me !== undefined && !isStudent && !mustChoose) {
    return (
      <StaffProvider me={me}>
        <Outlet />
        {isAway ? <SignInAgain me={me} /> : <ExpiryWarning onSignInAgain={leave} />}
      </StaffProvider>
    );
  }
  if (error !== null) {
    return (
      <main>
        <LoadError page error={error} onRetry={() => void refetch()} />
      </main>
    );
  }
  return <ShellSkeleton label={messages.loading} />;
}
