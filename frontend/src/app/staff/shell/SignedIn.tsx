import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Outlet } from "react-router";
import { link } from "@/api/organisation";
import { keys } from "@/api/staff/keys";
import { fetchMe } from "@/api/staff/teaching";
import { LoadError } from "@/components/feedback/LoadError";
import { StaffProvider } from "@/hooks/useStaff";
import { signInClock } from "@/lib/signInClock";
import { messages } from "../messages";
import { ExpiryWarning } from "./ExpiryWarning";
import { ShellSkeleton } from "./ShellSkeleton";

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

  useEffect(() => {
    if (isStudent) window.location.replace(link("/"));
  }, [isStudent]);

  if (me !== undefined && !isStudent) {
    return (
      <StaffProvider me={me}>
        <Outlet />
        <ExpiryWarning />
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
